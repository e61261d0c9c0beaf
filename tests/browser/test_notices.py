"""Being told: from a lane, a spot or a filter of the map to a notice that opens its rows."""

import pytest

from layers import db
from layers.notices.engine import tell
from layers.queries.wards import get_ward
from tests.factories import add_incident


@pytest.fixture
def gia_thuy(served_database):
    """The ward of the demonstration; afterwards it has its own incidents, and nobody subscribes."""
    conn = db.connect(served_database)
    newest = db.value(conn, "SELECT max(id) FROM incident")
    yield conn, get_ward(conn, "gia-thuy")
    db.execute(conn, "DELETE FROM incident WHERE id > %s", (newest,))
    db.execute(conn, "DELETE FROM subscription")
    db.execute(conn, "DELETE FROM job WHERE kind IN ('notices', 'watch')")
    conn.close()


def save(page):
    page.click("main form button[type=submit]")
    page.wait_for_selector(".flash")
    page.wait_for_load_state()  # it is seen while the rest of the page is still coming


@pytest.mark.parametrize("phone", [False, True])
def test_from_a_lane_to_a_notice_and_its_rows(visit, gia_thuy, phone):
    conn, ward = gia_thuy
    opened = visit("viewer", phone=phone)
    lane = db.value(conn, "SELECT id FROM lane WHERE ward_id = %s ORDER BY id LIMIT 1", (ward.id,))
    page = opened.go(f"/?ward=gia-thuy&lang=vi&selected=lanes/{lane}")
    page.click(".popup__actions a:has-text('Báo cho tôi')")
    page.wait_for_selector("h1:has-text('Báo cho tôi')")
    assert page.get_by_text("Chỉ:").count() == 1
    assert opened.faults() == []
    page.check("input[value=recurs]")
    save(page)
    assert page.locator(".subscription").count() == 1
    add_incident(conn, ward, lane_id=lane, on="2016-06-20", address="7 Ngõ này")
    tell(conn, ward)
    page.reload()
    assert page.locator(".bell__count").inner_text() == "1"
    assert opened.faults() == []
    page.click(".notice-item__link")
    page.wait_for_selector(".notice-table")
    page.wait_for_load_state()
    assert page.locator(".notice-table tbody tr").count() == 1
    assert not page.locator(".bell__count").is_visible()
    assert opened.faults() == []
    width = (
        page.evaluate_handle("document.documentElement").get_property("scrollWidth").json_value()
    )
    assert width <= (390 if phone else 1280)
    page.click(".notice-table a")
    page.wait_for_selector("#popup-title")
    page.wait_for_selector("[data-ready=tiles]")
    page.locator("#popup", has_text="7 Ngõ này").wait_for()


def test_from_the_filter_by_keyboard_alone(visit, gia_thuy):
    opened = visit("supervisor")
    page = opened.go("/?ward=gia-thuy&lang=en&category=mai_che&from=2016-01-01&to=2016-06-30")
    page.focus("#view-actions")
    page.keyboard.press("Enter")
    page.wait_for_selector("#notice-filter")
    page.focus("#notice-filter")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Tell me')")
    assert "from" not in page.url and "category=mai_che" in page.url
    page.focus("input[name=every][value=day]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector(".flash")
    assert "Once a day" in page.locator(".subscription").inner_text()
    page.focus(".subscription form button:has-text('Remove')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notices__undo")
    assert page.locator(".subscription").count() == 0
    page.focus(".notices__undo button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".subscription")
    assert opened.faults() == []


@pytest.mark.usefixtures("gia_thuy")
def test_from_a_spot_and_from_a_drawn_shape(visit):
    opened = visit("viewer")
    page = opened.go("/?ward=gia-thuy&lang=en&at=21.0489/105.8860")
    page.click("#popup a:has-text('Tell me')")
    page.wait_for_selector("h1:has-text('Tell me')")
    assert "within 50 m of the chosen spot" in page.locator("main").inner_text()
    save(page)
    shape = "shape:105.88,21.04;105.89,21.04;105.89,21.05"
    page = opened.go(f"/?ward=gia-thuy&lang=en&select={shape}")
    page.click("#selection-bar a:has-text('Tell me')")
    page.wait_for_selector("h1:has-text('Tell me')")
    save(page)
    assert page.locator(".subscription").count() == 2


def test_bell_counts_again_when_somebody_comes_back(visit, gia_thuy):
    conn, ward = gia_thuy
    opened = visit("viewer")
    page = opened.page
    page.clock.install()
    opened.go("/notices/new?ward=gia-thuy&lang=vi&name=Phường", ready=None)
    save(page)
    asked = []
    page.on("request", lambda request: "notices/count" in request.url and asked.append(request))
    add_incident(conn, ward, on="2016-06-21")
    tell(conn, ward)
    opened.ask("window.dispatchEvent(new Event('focus'))")
    assert asked == []  # not within the minute
    page.clock.fast_forward(61_000)
    with page.expect_response("**/notices/count"):
        opened.ask("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector(".bell__count:not([hidden])")
    opened.ask("window.dispatchEvent(new Event('focus'))")
    assert len(asked) == 1
    assert "1 chưa đọc" in page.get_attribute("#bell", "aria-label")


def test_nobody_signed_out_has_a_bell(visit):
    opened = visit("public")
    opened.go("/?ward=gia-thuy&lang=vi")
    assert opened.page.locator("#bell").count() == 0


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.usefixtures("gia_thuy")
def test_feed_is_made_shown_once_and_taken_back(visit, phone):
    opened = visit("viewer", phone=phone, color_scheme="dark")
    page = opened.go("/notices?ward=gia-thuy&lang=en", ready=None)
    assert "not set up to send mail" in page.locator("#mail").inner_text()
    assert opened.faults() == []
    page.focus("#feed button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#feed-address")
    address = page.input_value("#feed-address")
    assert address.startswith(f"{opened.server}/feed/") and address.endswith(".atom")
    assert opened.faults() == []
    assert page.request.get(address).status == 200
    page.goto(f"{opened.server}/notices?ward=gia-thuy&lang=en")
    assert page.locator("#feed-address").count() == 0
    page.click("#feed button:has-text('Take it back')")
    page.wait_for_selector(".flash")
    assert page.request.get(address).status == 404
