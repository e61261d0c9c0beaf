"""A new epoch on the page: planned, loaded, looked at, corrected, confirmed; and on the map."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from layers import db

JOB_MS = 60_000
HALF = "from=2016-01-01&to=2016-06-30"


@pytest.fixture(scope="module")
def merged(served_database: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with one area: groups bd-31 and bd-32 of the demonstration become one."""
    conn = db.connect(served_database)
    shape = db.value(
        conn,
        "SELECT ST_AsGeoJSON(ST_Union(geom), 15) FROM area WHERE code IN ('bd-31', 'bd-32')",
    )
    conn.close()
    feature = {
        "type": "Feature",
        "properties": {"code": "bd-60", "name": "Tổ dân phố số 60"},
        "geometry": json.loads(shape),
    }
    path = tmp_path_factory.mktemp("boundaries") / "to_60.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def _areas_of(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("areas", [""])[0]


def _areas_in_address(page) -> str:
    return _areas_of(page.url)


def _group_names(page) -> set[str]:
    return set(page.locator('[data-facet="group"] .check__text').all_text_contents())


def test_epoch_from_file_to_map(visit, server_worker, merged: Path) -> None:
    opened = visit()
    page = opened.go("/boundaries?ward=gia-thuy", "main[data-ready=done]")
    assert page.locator("#known-epochs li").count() == 2
    assert "ngoài các tổ này" in page.text_content("#known-epochs li:last-child")
    assert page.locator("#loaded-epochs tbody tr").count() == 2

    # What is missing is said at the fields, before anything is sent.
    page.click("#epoch-form [type=submit]")
    assert "Số văn bản" in page.text_content(".epoch-form__missing")
    page.fill("#starts_on", "2026-03-01")
    page.fill("#basis_number", "07/NQ-HĐND")
    page.fill("#basis_on", "2026-02-10")
    page.fill("#basis_title", "Sáp nhập tổ dân phố")
    assert page.text_content(".file__names") == "Chưa chọn tệp nào"
    page.set_input_files("#file", merged)
    assert page.text_content(".file__names") == merged.name
    page.check("input[name=scope][value=touched]")
    page.click("#epoch-form [type=submit]")
    page.wait_for_selector("#epoch-plan[data-ready=planned]", timeout=JOB_MS)
    assert page.locator("#epoch-plan .counts dd").all_text_contents() == ["1", "2", "0", "0"]
    assert page.locator("#epoch-plan tbody tr").count() == 2
    assert opened.faults() == []

    # Loaded: old over new, and a row marked in both.
    page.click("#load-epoch")
    page.wait_for_selector("#lineage[data-ready=done]", timeout=JOB_MS)
    assert page.text_content("h1") == "07/NQ-HĐND"
    row = page.locator("#pairs-table tbody tr").first
    assert "sáp nhập" in row.text_content()
    row.hover()
    page.wait_for_selector("#map[data-marked*='/']")
    assert opened.faults() == []

    # Corrected with a reason, then confirmed; who and why stand in the log.
    row.locator("button").last.click()
    page.fill("#share_people", "40")
    page.fill("#reason", "Theo danh sách hộ")
    page.click("#correct-dialog [type=submit]")
    page.wait_for_selector("#correct-dialog:not([open])", state="attached")
    corrected = page.locator("#pairs-table tbody tr").first.text_content()
    assert "40,0 %" in corrected and "Theo danh sách hộ" in corrected
    page.click("#confirm-epoch")
    page.wait_for_selector("main[data-confirmed=true]")
    log = page.text_content("#epoch-log")
    assert "supervisor xác nhận" in log and "Theo danh sách hộ" in log

    # On the map: as was and as of then differ, and the address keeps the choice.
    page.goto(f"{opened.server}/?{HALF}&layers=groups,incidents")
    opened.settle()
    assert page.text_content("#areas-words") == "Ranh giới: như lúc xảy ra"
    page.click("#tab-filters")
    page.click('[data-facet="group"] summary')
    page.wait_for_selector("[data-facet=group] .check >> nth=10")
    as_was, total = _group_names(page), page.text_content(".total__number")
    page.click('.time-bar__stop[data-areas="2026-03-01"]')
    page.wait_for_selector("#areas-words:has-text('01/03/2026')")
    page.wait_for_selector("[data-facet=group] .check:has-text('số 60')")
    as_now = _group_names(page)
    assert "Tổ dân phố số 60" in as_now and "Tổ dân phố số 60" not in as_was
    assert not as_was & as_now - {"Ngoài các tổ"}
    assert page.text_content(".total__number") == total
    assert _areas_in_address(page) == "2026-03-01"
    page.reload()
    opened.settle()
    assert "01/03/2026" in page.text_content("#areas-words")
    assert page.get_attribute('.time-bar__stop[aria-checked="true"]', "data-areas") == "2026-03-01"
    assert opened.faults() == []

    # By keyboard back through the epochs, to as was.
    page.focus('.time-bar__stop[aria-checked="true"]')
    for areas in ("2025-07-01", "2004-01-01", ""):
        page.keyboard.press("ArrowLeft")
        page.wait_for_url(lambda url, areas=areas: _areas_of(url) == areas)
    page.keyboard.press("End")
    page.wait_for_url(lambda url: _areas_of(url) == "2026-03-01")

    # Undone as a whole: asked once more, then gone.
    page.goto(f"{opened.server}/boundaries?ward=gia-thuy")
    page.click("#loaded-epochs tbody tr:first-child a")
    page.wait_for_selector("#lineage[data-ready=done]")
    page.click("#undo-epoch")
    assert "bỏ 1" in page.text_content("#undo-epoch")
    page.click("#undo-epoch")
    page.wait_for_url("**/boundaries?**")
    page.wait_for_selector("main[data-ready=done]")
    assert page.locator("#loaded-epochs tbody tr").count() == 2


def test_pop_up_of_a_group_names_its_heirs_and_opens_them(visit, served_database: str) -> None:
    conn = db.connect(served_database)
    group = db.value(conn, "SELECT id FROM area WHERE code = 'to-08'")
    conn.close()
    opened = visit()
    page = opened.go(f"/?{HALF}&selected=groups/{group}&layers=groups")
    page.wait_for_selector(".family")
    words = page.text_content(".family")
    assert "Trở thành" in words and "Tổ dân phố số 24 (Việt Hưng)" in words
    assert opened.faults() == []
    page.click(".family [data-relative]")
    page.wait_for_selector(".family h3:has-text('Hình thành')")
    assert "Tổ dân phố số 8" in page.text_content(".family")


def test_board_says_its_boundaries_and_keeps_them(visit) -> None:
    opened = visit()
    page = opened.go(f"/board?{HALF}&areas=now", "#board-body[data-ready=board]")
    assert page.text_content("#areas-words").startswith("Ranh giới: như hiện nay")
    assert "(Bồ Đề)" in page.text_content("#groups")
    page.select_option("#areas", "")
    page.wait_for_selector("#areas-words:text-is('Ranh giới: như lúc xảy ra')")
    assert "Bồ Đề" not in page.text_content("#groups")
    assert _areas_in_address(page) == ""
    assert page.text_content("#areas-words") == "Ranh giới: như lúc xảy ra"


def test_totals_are_recast_on_the_page(visit) -> None:
    opened = visit()
    page = opened.go("/boundaries?ward=gia-thuy", "main[data-ready=done]")
    page.click("#recast summary")
    page.fill("#totals", "to-02\t100\nto-08\t50")
    page.click("#recast-form [type=submit]")
    page.wait_for_selector("#recast-table")
    assert "Số ước tính" in page.text_content("#recast-result")
    assert page.locator("#recast-table tbody tr").count() == 3
    assert opened.faults() == []
    page.fill("#totals", "to-02 trăm")
    page.click("#recast-form [type=submit]")
    page.wait_for_selector("#recast-result .note--error")


@pytest.mark.parametrize("path", ["/boundaries", "/boundaries/2", "/?areas=now"])
def test_boundaries_fit_a_phone(visit, path: str) -> None:
    opened = visit(phone=True)
    page = opened.go(path, None)
    page.wait_for_selector(
        "main[data-ready=done], #lineage[data-ready=done], #map[data-ready=tiles]"
    )
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    if path.startswith("/?"):
        box = page.locator("#time-bar").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert opened.faults() == []


def test_long_lineage_is_searched_without_marks_and_found_on_the_map(visit) -> None:
    opened = visit()
    page = opened.go("/boundaries?ward=gia-thuy", "main[data-ready=done]")
    page.click("#loaded-epochs tbody tr:has-text('Tổ dân phố') a")
    page.wait_for_selector("#lineage[data-ready=done]")
    rows = page.locator("#pairs-table tbody tr:visible")
    everything = rows.count()
    page.fill("#pair-search", "viet hung")
    assert 0 < rows.count() < everything
    assert all("Việt Hưng" in words for words in rows.all_text_contents())
    rows.first.locator(".table__open").click()
    page.wait_for_selector("#map[data-marked*='/']")
