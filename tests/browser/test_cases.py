"""Cases in the browser: the list, a step by keyboard, two at once, a draft that survives."""

import io

import pytest
from PIL import Image

from tests.browser.conftest import PASSWORD

DAY = "/cases?as_of=2017-06-30"
JUST_FOUND = f"{DAY}&state=phat_hien"


def open_case(visit, role="supervisor", number=0, *, of=JUST_FOUND, **how):
    """Open one of the cases that were only just found, or of another list."""
    opened = visit(role, **how)
    page = opened.go(of, "#case-count")
    page.locator("tr[data-case] a").nth(number).click()
    page.wait_for_selector("main[data-case]")
    page.wait_for_load_state()  # from here on its script hears what is done
    return opened, page


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_step_is_taken_told_and_taken_back(visit, phone):
    opened, page = open_case(visit, phone=phone)
    opened.expected.add("400 (BAD REQUEST)")
    assert opened.faults() == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    page.focus("button[value=lap_bien_ban]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#trouble .note--error:has-text('cần ghi lý do')")
    page.wait_for_selector("#trouble:focus")
    page.fill("#reason", "Biên bản số 12")
    page.focus("button[value=lap_bien_ban]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#timeline li:first-child[data-kind=move]")
    assert "Phát hiện → Đã lập biên bản" in page.text_content("#timeline li:first-child")
    assert "Biên bản số 12" in page.text_content("#timeline li:first-child")
    assert page.input_value("#reason") == ""
    assert opened.faults() == []
    page.click(".case-undo button")
    page.wait_for_selector("#timeline li:first-child[data-kind=undo]")


def test_the_second_of_two_sees_both_and_keeps_what_was_typed(visit):
    _, one = open_case(visit, number=1)
    second, other = open_case(visit, "admin", number=1)
    second.expected.add("409 (CONFLICT)")
    one.click("button[value=nhac_nho]")
    one.wait_for_selector("#timeline li:first-child[data-kind=move]")
    other.fill("#reason", "Biên bản của tôi")
    other.click("button[value=lap_bien_ban]")
    other.wait_for_selector("#conflict")
    assert "Phát hiện → Nhắc nhở" in other.text_content("#conflict")
    assert "Biên bản của tôi" in other.text_content("#typed")
    assert other.input_value("#reason") == "Biên bản của tôi"
    assert second.faults() == []
    other.click("button[value=lap_bien_ban]")
    other.wait_for_selector("#timeline li:first-child:has-text('Biên bản của tôi')")
    other.click(".case-undo button")
    other.wait_for_selector("#timeline li:first-child[data-kind=undo]")


def test_what_was_typed_outlives_the_session(visit):
    opened, page = open_case(visit)
    opened.expected.update({"401 (UNAUTHORIZED)", "400 (BAD REQUEST)"})
    here = page.url
    page.wait_for_selector("#move-form[data-ready]")  # from here on what is typed is kept
    page.fill("#reason", "Đã đo, chờ biên bản")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.click("button[value=lap_bien_ban]")
    page.wait_for_selector("#login")
    assert page.locator("#timeline").count() == 0
    page.context.add_cookies(cookies)
    page.goto(here)
    page.wait_for_selector("form[data-restored]")
    assert page.input_value("#reason") == "Đã đo, chờ biên bản"


def test_the_list_narrows_sorts_and_is_a_file(visit):
    opened = visit()
    page = opened.go("/cases?as_of=2017-06-30", "#case-count")
    tab = page.locator("nav a[data-count]").nth(1)
    count = tab.get_attribute("data-count")
    tab.click()
    page.wait_for_selector(f"#case-count[data-total='{count}']")
    with page.expect_download() as download:
        page.click("a[download]:has-text('CSV')")
    with open(download.value.path(), encoding="utf-8-sig") as file:  # noqa: PTH123
        assert len(file.read().splitlines()) == int(count) + 1
    page.click("th a:has-text('Tuổi')")
    page.wait_for_selector("th[aria-sort] a:has-text('Tuổi')")
    assert opened.faults() == []


def test_the_card_of_an_incident_leads_to_its_case(visit):
    _, page = open_case(visit, "viewer")
    case = page.get_attribute("main", "data-case")
    assert page.locator("#move-form").count() == 0
    page.click("a:has-text('Xem trên bản đồ')")
    page.click("#popup a:has-text('Mở hồ sơ')")
    page.wait_for_selector(f"main[data-case='{case}']")
    assert visit("public").go("/").locator("a:has-text('Mở hồ sơ')").count() == 0


def test_photo_is_added_and_pixelated_by_keyboard_and_people_talk(visit):
    opened, page = open_case(visit, phone=True)
    picture = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(picture, "PNG")
    file = {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    page.set_input_files("#photo-file", file)
    page.fill("#caption", "trước cổng")
    page.click("#photo-form button[type=submit]")
    page.wait_for_selector(".case-photos img[alt='trước cổng']")
    page.click("[data-blur]")
    page.wait_for_selector("#blur-dialog[open]")
    page.click("#blur-add")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert opened.faults() == []
    page.click("#blur-save")
    page.wait_for_selector("a[download]:has-text('Bản đã che')")
    page.fill("#body", "Mai quay lại xem")
    page.click("#comment-form button[type=submit]")
    page.wait_for_selector("#comments li:has-text('Mai quay lại xem')")
    assert page.input_value("#body") == ""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert opened.faults() == []
    address = page.get_attribute(".case-photos img", "src")
    # Signed out, it leads to the page of signing in (0: not followed).
    for role, status in (("viewer", 403), ("public", 0)):
        other = visit(role)
        other.expected.update({"401", "403"})
        page = other.go("/cases", None)
        assert (
            other.ask(f"fetch('{address}', {{redirect: 'manual'}}).then((a) => a.status)") == status
        )


def test_a_measure_is_corrected_taken_back_and_brought_back(visit):
    opened, page = open_case(visit, number=9, of=DAY)
    form = page.locator("#measure-form")
    form.locator("[name=kind]").select_option("commitment")
    form.locator("[name=note]").fill("ký nhầm ngày")
    form.get_by_role("button", name="Ghi biện pháp").click()
    mine = page.locator("li[data-measure]", has_text="ký nhầm ngày")
    mine.wait_for()
    mine.locator("summary", has_text="Sửa biện pháp").click()
    mine.locator("[name=note]").fill("ký đúng ngày")
    assert opened.faults() == []
    mine.get_by_role("button", name="Lưu").click()
    right = page.locator("li[data-measure]", has_text="ký đúng ngày")
    right.get_by_text("Các bản trước").wait_for()
    right.get_by_role("button", name="Không thực hiện").click()
    right.get_by_role("button", name="Theo dõi lại").click()
    right.get_by_role("button", name="Đã thực hiện").wait_for()
    right.locator("summary", has_text="Sửa biện pháp").click()
    right.get_by_role("button", name="Rút biện pháp").click()
    page.wait_for_selector(".note--undo")
    assert page.locator("li[data-measure]", has_text="ký đúng ngày").count() == 0
    assert opened.faults() == []
    page.get_by_role("button", name="Hoàn tác", exact=True).click()
    right.wait_for()


def test_a_photo_waits_for_the_sign_in_and_a_refusal_is_told(visit):
    opened, page = open_case(visit)
    opened.expected.update({"401 (UNAUTHORIZED)", "400 (BAD REQUEST)"})
    words = {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture at all"}
    page.set_input_files("#photo-file", words)
    page.click("#photo-form button[type=submit]")
    page.wait_for_selector("#photo-trouble .note--error")
    assert "JPEG, PNG" in page.text_content("#photo-trouble")
    picture = io.BytesIO()
    Image.new("RGB", (32, 24), "teal").save(picture, "PNG")
    file = {"name": "a.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    page.set_input_files("#photo-file", file)
    page.fill("#caption", "sau khi hết phiên")
    page.context.clear_cookies()
    page.click("#photo-form button[type=submit]")
    page.fill("#again-login", "supervisor")
    page.fill("#again-password", PASSWORD)
    page.click("dialog:has(#again-login) button[type=submit]")
    page.wait_for_selector(".case-photos img[alt='sau khi hết phiên']")
    assert opened.faults() == []


def test_photo_form_waits_for_its_script_and_loses_nothing(visit):
    opened = visit("supervisor")
    page = opened.go(JUST_FOUND, "#case-count")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/cases/photos*.js", hold)
    page.locator("tr[data-case] a").first.click()
    page.wait_for_selector("#photo-form [type=submit]:disabled")
    page.fill("#caption", "sân sau")
    page.press("#caption", "Enter")
    assert "caption" not in page.url
    held.pop().continue_()
    page.wait_for_selector("#photo-form [type=submit]:enabled")
    assert page.input_value("#caption") == "sân sau"
    assert opened.faults() == []


def test_a_case_stands_on_the_photo_it_was_closed_on_until_it_is_reopened(visit):
    """From the list of what was put right: closed with a photo, which then is not taken away."""
    opened, page = open_case(visit, of="/cases?state=da_khac_phuc")
    picture = io.BytesIO()
    Image.new("RGB", (48, 36), "olive").save(picture, "PNG")
    page.fill("#reason", "Đã dọn sạch")
    page.set_input_files(
        "#photo_file", {"name": "b.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    page.click("button[value=ket_thuc]")
    page.wait_for_selector("#timeline li:has-text('→ Kết thúc')")
    page.wait_for_selector("#photos [data-proof]:has-text('đã kết thúc dựa trên ảnh này')")
    assert page.locator("#photos form[action*=withdraw]").count() == 0
    assert opened.faults() == []
    page.click(".case-undo button")
    page.wait_for_selector("#timeline li:first-child[data-kind=undo]")
    page.click("#photos form[action*=withdraw] button")
    page.wait_for_selector("#photos p:has-text('Chưa có ảnh')")
    assert page.locator("#photos [data-proof]").count() == 0
    assert opened.faults() == []


def test_what_waits_to_be_closed_has_a_list_with_its_days(visit):
    opened = visit("supervisor")
    page = opened.go("/cases", "#case-count")
    page.click(".register-tabs a:has-text('Chờ kết thúc')")
    page.wait_for_selector(".register-tabs a[aria-current=page]:has-text('Chờ kết thúc')")
    states = set(page.locator("td[data-label='Trạng thái']").all_text_contents())
    assert {state.strip() for state in states} <= {
        "Khắc phục tại chỗ", "Đã khắc phục", "Đã kiểm tra lại"
    }  # fmt: skip
    page.goto(page.url + "&state=khac_phuc_tai_cho")
    page.wait_for_selector("tr[data-case]")
    assert all(text.strip() for text in page.locator("td[data-label='Hạn']").all_text_contents())
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert opened.faults() == []
