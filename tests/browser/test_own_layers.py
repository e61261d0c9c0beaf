"""A layer of the ward's own from its file to its end: made, styled, counted, deleted, restored."""

import json

import pytest

from geo.text import Text
from layers import db
from layers.contract import Field
from layers.queries.wards import get_ward
from layers.roles import Role
from tests.factories import add_custom_layer, add_feature

NUMBER = 60
WORK_MS = 60_000  # the worker starts its readers first
SPECIES = ("Sấu", "Xà cừ", "Phượng vĩ")


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    """A GeoJSON with Vietnamese fields, a column of names and markup in a value."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "Mã cây": f"C{n:03}", "Loài": SPECIES[n % 3], "Vòng thân (cm)": (n % 10) ** 2 + 0.5,
                "Chủ hộ": "Nguyễn Văn Kín", "Ghi chú": "<img src=x onerror=alert(1)>",
            },
            "geometry": {
                "type": "Point",
                "coordinates": [105.881 + n % 10 * 4e-4, 21.044 + n // 10 * 4e-4],
            },
        }
        for n in range(NUMBER)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("files") / "Cây xanh.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def _counts(page):
    shown = page.locator(
        "#own-legend tr[data-class]:not([hidden]) [data-count]"
    ).all_text_contents()
    return [int(each) for each in shown]


def test_layer_from_its_file_to_its_end(visit, server_worker, trees):
    opened = visit()
    page = opened.go("/layers", ready="#own-lists[data-ready=lists]")
    assert opened.faults() == []
    page.click("a[href*='layer=new_layer']")
    page.wait_for_selector("#import[data-ready=step]")
    page.set_input_files("#file", trees)
    page.click("#import .button--main")
    page.wait_for_selector(".detected", timeout=WORK_MS)
    page.click(".import__next .button--main")
    page.wait_for_selector("tr[data-column='Chủ hộ'] .tag--warn")
    assert opened.faults() == []
    page.select_option("#new-key", "Mã cây")
    page.click(".import__next .button--main")
    page.wait_for_selector("[data-verdict=clean]", timeout=WORK_MS)
    page.click(".import__next .button--main")
    page.click("#load")
    page.wait_for_selector("#loaded", timeout=WORK_MS)
    page.click("#loaded a")
    page.wait_for_selector("#own-editor[data-ready=editor]")
    page.wait_for_selector("#map[data-ready=tiles]")
    page.click("#theme-switch")
    assert opened.faults() == []

    page.select_option("#style-way", "category")
    page.select_option("#style-field", "loai")
    page.wait_for_selector("#panel-style[data-look^='category:loai']")
    assert _counts(page) == [NUMBER // 3] * 3
    page.click("#panel-style [data-save]")
    page.wait_for_selector(".toast")

    page.select_option("#style-way", "natural")
    page.fill("#style-classes", "3")
    page.wait_for_selector("#panel-style[data-look='natural:vong_than_cm:3:warm']")
    counts = _counts(page)
    assert sum(counts) == NUMBER
    assert len(counts) == 3
    assert opened.faults() == []
    # The button stands there since the first save: what it compares with has to be saved before.
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        page.click("#panel-style [data-save]")
    assert saved.value.ok
    page.click("#recompute")
    page.wait_for_selector("#own-difference .note")

    name = page.url.split("/layers/")[1].split("?")[0]
    page = opened.go(f"/?layers={name}")
    page.wait_for_selector(f"#map[data-drawn-{name}='{NUMBER}']")
    page.wait_for_selector("html[data-counts]")
    legend = page.locator(f".layer:has(#layer-{name}) li[data-class]:not([hidden]) .check__count")
    assert [int(each) for each in legend.all_text_contents()] == counts

    page = opened.go("/layers", ready="#own-lists[data-ready=lists]")
    page.click(f"[data-delete={name}]")
    page.click("#undo-delete")
    page.wait_for_selector(f"tr[data-layer={name}]")
    page.click(f"[data-delete={name}]")
    page.wait_for_selector(f"tr[data-deleted={name}]")
    assert opened.faults() == []
    assert page.locator(f"tr[data-layer={name}]").count() == 0
    assert f'"{name}"' not in opened.go("/").content()


@pytest.fixture
def benches(served_database):
    """A layer that is there already, with a column of names."""
    conn = db.connect(served_database)
    ward = get_ward(conn, "gia-thuy")
    fields = (
        Field("ten", Text("Tên", "Name"), "text", Role.PUBLIC, {}, column="Tên"),
        Field("chu_ho", Text("Chủ hộ", "Owner"), "text", Role.SUPERVISOR, {}, column="Chủ hộ"),
    )
    layer = add_custom_layer(
        conn, ward, "own_ghe_da", title=Text("Ghế đá", "Benches"), fields=fields,
        visible_to=Role.SUPERVISOR, label="ten",
    )  # fmt: skip
    add_feature(conn, ward, layer.name, {"ten": "Ghế số 1", "chu_ho": "Nguyễn Văn Kín"})
    yield layer
    db.execute(conn, "DELETE FROM custom_layer WHERE name = %s", (layer.name,))
    conn.close()


def test_public_asks_for_the_fields_and_phone_fits(visit, benches):
    opened = visit(phone=True)
    page = opened.go("/layers", ready="#own-lists[data-ready=lists]")
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    page.click(f"tr[data-layer={benches.name}] a >> nth=0")
    page.wait_for_selector("#own-editor[data-ready=editor]")
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    page.click("#tab-access")
    page.check("input[name=own-role][value=public]")
    page.wait_for_selector("input[name=shown]")
    assert page.is_checked("input[name=shown][value=ten]")
    assert not page.is_checked("input[name=shown][value=chu_ho]")
    assert opened.faults() == []
    page.click("#panel-access [data-save]")
    page.wait_for_selector(".toast")
    shown = visit("public").go("/")
    assert "Ghế đá" in shown.text_content("#panel-layers")
    page.click("#tab-details")
    page.click("#own-delete")
    page.wait_for_selector(f"tr[data-deleted={benches.name}]")
    assert "Ghế đá" not in visit("public").go("/").text_content("#panel-layers")
