"""A map whose analyses are a job: it stands at once, tells of the job, and takes in the results."""

from contextlib import closing

from layers import db
from layers.queries import shown_runs

PERIOD = "from=2016-02-04&to=2016-06-27&field=ttdt"
MADE = "#analyses-made"


def test_map_tells_of_the_job_lets_it_be_stopped_and_takes_in_what_it_makes(
    visit, server_worker, served_database, monkeypatch
):
    monkeypatch.setattr(shown_runs, "QUICK_ROWS", 0)
    opened = visit()
    with closing(db.connect(served_database)) as conn:
        conn.autocommit = False
        db.execute(conn, "LOCK TABLE run IN EXCLUSIVE MODE")  # the job cannot store its result
        page = opened.go(f"/?{PERIOD}")
        page.wait_for_selector(f"{MADE}[data-state=running]")
        assert "tự nhận kết quả" in page.text_content(MADE)
        row = page.locator(".layer:has(#layer-repeat_points)")
        row.locator("[data-computing]").filter(has_text="đang tính…").wait_for()
        assert opened.faults() == []
        page.click(f"{MADE} .job .button")
        page.wait_for_selector(f"{MADE}[data-state=cancelled]")
        conn.rollback()
    row.locator(".layer__hint").filter(has_text="chưa có kết quả").wait_for()
    page.click(f"{MADE} > div > .button")
    page.wait_for_selector(MADE, state="detached")
    row.locator(".layer__hint:not([hidden])").wait_for(state="detached")
    drawn = page.locator("#map[data-ready=tiles]").get_attribute("data-drawn-repeat_points")
    row.locator(".check__count").first.filter(has_text=drawn).wait_for()
    told = page.request.get(f"{opened.server}/api/gia-thuy/runs/shown?{PERIOD}").json()
    assert (set(told), told["from_zoom"]) == ({"runs", "from_zoom", "counted"}, {})
    assert set(told["runs"]) == {"repeat_points", "gi_star"}
