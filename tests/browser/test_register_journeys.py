"""A walk through each group of systems: plan, site, culture house, what is chased and hidden."""

import xlsxwriter
from python_calamine import CalamineWorkbook

from layers import db


def _rows(page):
    page.wait_for_load_state()  # the table is seen while its rows are still coming
    return page.locator(".register-table tbody tr").count()


def test_planning_from_the_plan_to_its_gaps(visit):
    """S01–S04: the plan, who answers for it, where nobody does, and the head's scorecard."""
    opened = visit("viewer")
    page = opened.go("/registers/plans?q=30-kh", "main")
    page.get_by_role("link", name="Thực hiện Chương trình 03-CTr/QU").click()
    page.wait_for_selector(".register-history")
    page.wait_for_load_state()
    assert "Đầu tư hạ tầng đô thị" in page.locator("main").inner_text()
    page.get_by_role("link", name="Lộ trình, nhiệm vụ (Kế hoạch)").click()
    page.wait_for_selector(".register-table")
    assert _rows(page) == 16
    page.get_by_role("link", name="Tỷ lệ đúng hạn theo đơn vị").click()
    page.wait_for_selector("h1:has-text('Tỷ lệ đúng hạn')")
    page.get_by_role("link", name="Bộ phận địa chính – xây dựng").click()
    page.wait_for_selector("h1:has-text('Lộ trình')")
    assert _rows(page) == 3
    page = opened.go("/registers/assignments/check/gaps?period=2016H1", "main")
    assert page.locator(".register-table tbody").inner_text().split("\t")[0] == "Tổ dân phố số 13"
    assert opened.faults() == []


def test_enforcement_from_forty_sites_to_one_checklist(visit):
    """S10: 40 houses, the share of each item, one visit on its place."""
    opened = visit("viewer")
    page = opened.go("/registers/site_visits?period=2016H1", "main")
    figure = page.locator(".register-figure", has_text="Nhà được giám sát, vận động")
    assert figure.locator(".figure__number").inner_text() == "40"
    page.get_by_role("link", name="Tỷ lệ đạt theo mục").click()
    page.wait_for_selector("h1:has-text('Tỷ lệ đạt')")
    assert _rows(page) == 5
    page = opened.go("/registers/site_visits?period=2016H1", ".register-table")
    page.locator(".register-table tbody a").first.click()
    page.wait_for_selector(".locator__point")
    assert opened.faults() == []


def test_card_on_the_map_leads_to_the_registers(visit, served_database):
    """A house on the map says how often it was visited, and opens those visits."""
    conn = db.connect(served_database)
    query = "SELECT site_id, count(*) AS n FROM register_site_visit GROUP BY 1 ORDER BY 1 LIMIT 1"
    site = db.one(conn, query)
    conn.close()
    opened = visit("viewer")
    page = opened.go(f"/?selected=sites/{site['site_id']}&from=2016-01-01&to=2016-06-30")
    page.get_by_role("link", name=f"Kiểm tra nhà đang xây: {site['n']}").click()
    page.wait_for_selector(".register-table")
    assert _rows(page) == site["n"]


def test_assets_from_the_model_to_the_groups_that_wait(visit):
    """S12–S13, S33: two houses being built, one model and two adopters of fourteen groups."""
    opened = visit("viewer")
    page = opened.go("/registers/adoptions/table/map?period=2016H1", "main")
    assert page.locator(".register-matrix tbody tr").count() == 14
    assert page.locator(".register-matrix .tag").count() == 3
    page = opened.go("/registers/projects?figure=culture_houses", ".register-table")
    assert _rows(page) == 2
    page = opened.go("/registers/dossiers/table/stages", "main")
    assert page.locator(".register-matrix tbody th").all_inner_texts() == [
        "Tổ dân phố số 5", "Tổ dân phố số 7", "Tổ dân phố số 9",
    ]  # fmt: skip
    assert opened.faults() == []


def test_supervision_chases_what_is_late(visit):
    """S27: everything late as of the end of the half-year, by the unit that owes it."""
    opened = visit("viewer")
    page = opened.go("/registers/late?as_of=2016-06-30", "main")
    total = _rows(page)
    chip = page.locator(".chip", has_text="UBND phường")
    count = int(chip.inner_text().rsplit(":", 1)[1])
    chip.click()
    page.wait_for_selector(".chip--on:has-text('UBND phường')")
    assert 0 < _rows(page) == count < total
    assert opened.faults() == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Xuất CSV đúng danh sách đang xem").click()
    assert len(taken.value.path().read_text(encoding="utf-8-sig").splitlines()) == count + 1
    for way in ("ascending", "descending"):
        page.locator("thead").get_by_role("link", name="Số ngày quá hạn").click()
        page.wait_for_selector(f"th[aria-sort={way}]:has-text('Số ngày quá hạn')")
    page.wait_for_load_state()
    days = page.locator("td[data-label='Số ngày quá hạn']").all_inner_texts()
    numbers = [int(each.replace(".", "")) for each in days]
    assert numbers == sorted(numbers, reverse=True) and _rows(page) == count
    page.locator(".register-table tbody a").first.click()
    page.wait_for_selector(".register-history")
    page.wait_for_load_state()
    assert "cần đôn đốc" in page.locator("main").inner_text()


def test_restricted_register_is_unknown_to_others(visit):
    """S36: a viewer finds no trace of it, a supervisor works in it."""
    viewer, supervisor = visit("viewer"), visit("supervisor")
    assert "công vụ" not in viewer.go("/registers", "main").locator("main").inner_text()
    page = supervisor.go("/registers/conduct", ".register-table")
    assert _rows(page) == 3
    assert supervisor.faults() == []


def test_planning_tree_targets_and_roadmap(visit):
    """S01, S02, S04: the tree with its targets, the roadmap, the head of the day."""
    opened = visit("viewer")
    page = opened.go("/registers/plans/view/tree?as_of=2016-06-30", ".tree")
    target = page.locator(".tree__target", has_text="Phát thanh tuyên truyền")
    assert "390 / 390 phút" in target.inner_text() and "đạt" in target.inner_text()
    assert page.locator(".tree__line .tag--warn", has_text="Chưa có bộ phận").count() == 1
    target.locator("a", has_text="390").click()
    page.wait_for_selector("h1:has-text('phát thanh')")
    page = opened.go("/registers/tasks/view/roadmap?period=2016H1&as_of=2016-06-30", "table")
    total = page.locator("tr", has_text="Quý II/2016").locator("td a").first
    count = int(total.inner_text())
    total.click()
    page.wait_for_selector(".register-table")
    assert _rows(page) == count
    page = opened.go("/registers/head_terms/check/scorecard?period=2016H1", ".register-table")
    assert page.locator("tbody tr", has_text="Bộ phận trật tự đô thị").count() == 2
    assert opened.faults() == []


def test_supervision_from_a_filled_in_sheet(visit, tmp_path):
    """S26: the template comes out; filled in wrongly nothing is entered and each cell is named."""
    opened = visit("supervisor", phone=True)
    opened.expected.add("422")
    page = opened.go("/registers/cell_reports/load?period=2016-07", "main")
    with page.expect_download() as started:
        page.get_by_role("button", name="Tải mẫu XLSX").click()
    path = tmp_path / "mau.xlsx"
    started.value.save_as(path)
    page.set_input_files("#file", path)
    page.get_by_role("button", name="Nạp tệp").click()
    page.wait_for_selector("#faults")
    first = page.locator("#faults tbody tr").first.inner_text()
    assert "Vụ TTĐT" in first and "cần số nguyên từ 0 đến 9999" in first
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Dữ liệu").to_python()
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Dữ liệu")
        for at, row in enumerate(rows):
            numbers = [1, 0, 2] if at else row[4:7]
            for across, value in enumerate([*row[:4], *numbers, *row[7:]]):
                sheet.write(at, across, value)
    page.set_input_files("#file", path)
    page.get_by_role("button", name="Nạp tệp").click()
    page.wait_for_selector(".register-table")
    page.wait_for_load_state()
    assert "Đã nạp: 14 dòng mới" in page.locator("body").inner_text()
    page.get_by_role("button", name="Hoàn tác").first.click()
    page.wait_for_selector(":text('Đã hoàn tác 14 dòng.')")
    page = opened.go("/registers/cell_reports/load?period=2016-07", "main")
    newest = page.locator(".register-loads li").first.inner_text()
    assert "mau.xlsx" in newest and "đã hoàn tác" in newest
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []


def test_supervision_from_a_shortcoming_to_the_register(visit):
    """S37: what the figures show is one press away from the register, with its number."""
    opened = visit("supervisor")
    page = opened.go("/registers/shortcomings/view/drawn?period=2016H1", ".register-table")
    line = page.locator("tbody tr", has_text="Quá hạn").first
    count = int(line.locator("td a").first.inner_text().split()[0])
    line.get_by_role("link", name="Ghi vào sổ").click()
    page.wait_for_selector("#register-form")
    assert page.locator("#subject").input_value().startswith("Quá hạn: ")
    assert page.locator("#indicator").input_value().startswith(f"{count} ")
    assert opened.faults() == []


def test_enforcement_from_the_act_to_its_basis(visit):
    """S07, S20: the basis of the day, marked as not checked; the incidents of it on the map."""
    opened = visit("supervisor")
    page = opened.go("/registers/legal_bases/view/on_day", "main")
    page.select_option("#category", "lan_chiem_via_he")
    page.fill("#on", "2016-05-01")
    page.get_by_role("button", name="Xem").click()
    page.wait_for_selector(".register-table")
    assert _rows(page) == 1
    assert "02/2016" in page.locator("tbody").inner_text()
    assert page.locator("tbody .tag--warn").inner_text() == "Chưa đối chiếu"
    page = opened.go("/registers/sanctions/check/repeats?period=2016H1", ".register-table")
    assert page.locator("tbody").inner_text().count("Tái phạm") == 1
    page = opened.go("/registers/priorities/check/effect?period=2016H1", ".register-table")
    assert opened.faults() == []
    page.locator("tbody").get_by_role("link", name="trước – sau").first.click()
    page.wait_for_url("**/effect?**")
    page.wait_for_selector("#effect[data-ready=effect]:not([aria-busy])")


def test_assets_roll_out_on_a_map(visit):
    """S13: 1 model, 2 that take it up, 11 that wait, on a map and in words."""
    opened = visit("viewer", phone=True)
    page = opened.go("/registers/adoptions/view/spread?period=2016H1", ".spread")
    assert page.locator(".spread path").count() == 14
    words = page.locator(".register-spread__legend").inner_text()
    assert "Mô hình gốc: 1" in words and "Đang nhân rộng: 2" in words and "Chưa: 11" in words
    assert opened.ask("document.documentElement.scrollWidth") <= 390
    assert opened.faults() == []


def test_communication_minutes_beside_the_hot_spots(visit):
    """S28–S30, S35: 390 minutes, the places nobody spoke of, the articles and requests."""
    opened = visit("viewer")
    page = opened.go("/registers/broadcasts/check/topics?period=2016H1", ".register-table")
    spoken = page.locator("tbody tr", has=page.locator("td:last-child a")).first
    count = int(spoken.locator("td:nth-child(4)").inner_text())
    spoken.locator("td:nth-child(4) a").click()
    page.wait_for_selector("h1:has-text('phát thanh')")
    assert _rows(page) == count
    for name in ("articles", "briefings", "coordination"):
        assert _rows(opened.go(f"/registers/{name}?period=2016H1", ".register-table")) > 0
    assert opened.faults() == []


def test_base_groups_of_two_days(visit):
    """S39: the page of boundaries stands; a row of 2016 names a group that was merged since."""
    opened = visit("supervisor")
    page = opened.go("/boundaries", "main")
    assert "Ranh giới" in page.locator("h1").first.inner_text()
    page = opened.go("/registers/cell_reports?period=2016-03", ".register-table")
    assert _rows(page) == 14
    assert opened.faults() == []
