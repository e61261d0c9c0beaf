"""A walk through each group of systems: plan, site, culture house, what is chased and hidden."""

from layers import db


def _rows(page):
    return page.locator(".register-table tbody tr").count()


def test_planning_from_the_plan_to_its_gaps(visit):
    """S01–S04: the plan, who answers for it, where nobody does, and the head's scorecard."""
    opened = visit("viewer")
    page = opened.go("/registers/plans?q=30-kh", "main")
    page.get_by_role("link", name="Thực hiện Chương trình 03-CTr/QU").click()
    page.wait_for_selector(".register-history")
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
    page.locator(".register-table tbody a").first.click()
    page.wait_for_selector(".register-history")
    assert "cần đôn đốc" in page.locator("main").inner_text()


def test_restricted_register_is_unknown_to_others(visit):
    """S36: a viewer finds no trace of it, a supervisor works in it."""
    viewer, supervisor = visit("viewer"), visit("supervisor")
    assert "công vụ" not in viewer.go("/registers", "main").locator("main").inner_text()
    page = supervisor.go("/registers/conduct", ".register-table")
    assert _rows(page) == 3
    assert supervisor.faults() == []
