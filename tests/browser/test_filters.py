"""The filter panel: a tree of three states, holder, round, text, what the map shows."""

from urllib.parse import parse_qs, urlsplit

import pytest

HALF = "from=2016-01-01&to=2016-06-30"


def query(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def total(page):
    return int(page.get_attribute("html", "data-counts"))


def count_of(page, selector):
    return int(page.text_content(f"label:has({selector}) .check__count").replace(".", ""))


def open_filters(visit, path=f"/?{HALF}", *, phone=False, role="supervisor"):
    opened = visit(role, phone=phone)
    page = opened.go(path)
    if phone:
        page.click("#panel-handle")
    page.click("#tab-filters")
    page.wait_for_selector(".tree .check__count:not(:empty)")
    return opened, page


def test_a_field_is_on_off_or_partly_on(visit):
    opened, page = open_filters(visit)
    field = "input[name=field][value=ttdt]"
    page.click(".tree__leaves summary >> nth=0")
    leaf = page.locator(".tree >> nth=0").locator("input[name=category] >> nth=0")
    value = leaf.get_attribute("value")
    promised = count_of(page, f"input[value={value}]")
    leaf.check()
    page.wait_for_selector(f"html[data-counts='{promised}']")
    assert query(page)["category"] == value
    assert page.locator(field).evaluate("(box) => box.indeterminate && !box.checked")
    page.locator(field).focus()
    page.keyboard.press("Space")
    page.wait_for_selector("html[data-counts='205']")
    assert query(page)["field"] == "ttdt"
    assert "category" not in query(page)
    assert not page.locator(field).evaluate("(box) => box.indeterminate")
    assert opened.faults() == []
    page.keyboard.press("Space")
    page.wait_for_selector("html[data-counts='300']")
    assert {"field", "category"}.isdisjoint(query(page))


def test_a_whole_field_and_one_category_of_another_add_up(visit):
    """Both boxes keep the counts they promised; the chips name the field once."""
    _, page = open_filters(visit)
    page.check("input[name=field][value=ttdt]")
    page.wait_for_selector("html[data-counts='205']")
    page.click(".tree:has([value=vsmt]) .tree__leaves summary")
    leaf = page.locator(".tree:has([value=vsmt]) input[name=category] >> nth=0")
    promised = count_of(page, f"input[value={leaf.get_attribute('value')}]")
    leaf.check()
    page.wait_for_selector(f"html[data-counts='{205 + promised}']")
    assert page.is_checked("input[name=field][value=ttdt]")
    assert page.locator("#active-filters button[aria-label]").count() == 3  # with the period
    page.click("#active-filters button:has-text('Trật tự đô thị')")
    page.wait_for_selector(f"html[data-counts='{promised}']")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("name", ["holder", "round"])
def test_holder_and_round_filter_by_the_count_beside_them(visit, name, phone):
    opened, page = open_filters(visit, phone=phone)
    page.click(f"[data-facet={name}] summary")
    row = page.locator(f"[data-facet={name}] .check >> nth=0")
    promised = int(row.locator(".check__count").text_content())
    row.locator("input").check()
    page.wait_for_selector(f"html[data-counts='{promised}']")
    opened.settle()
    assert query(page)[name] == row.locator("input").get_attribute("value")
    assert 0 < promised < 300
    assert opened.faults() == []
    page.reload()
    page.wait_for_selector(f"html[data-counts='{promised}']")
    if phone:
        page.click("#panel-handle")
    page.click("#tab-filters")
    assert page.is_checked(f"[data-facet={name}] input[type=checkbox] >> nth=0")
    page.click(f"[data-facet={name}] .facet__clear")
    page.wait_for_selector("html[data-counts='300']")
    assert (
        page.evaluate_handle("document.activeElement").evaluate("(node) => node.tagName")
        == "SUMMARY"
    )


def test_words_without_marks_are_found_in_addresses(visit):
    opened, page = open_filters(visit)
    page.fill("#filter-text", "nguyen son")
    page.wait_for_selector("#active-filters:has-text('nguyen son')")
    page.wait_for_selector("html:not([data-counts='300'])")
    opened.settle()
    assert query(page)["text"] == "nguyen son"
    assert 0 < total(page) < 300
    assert int(page.get_attribute("#map", "data-drawn-incidents")) == total(page)
    page.fill("#filter-text", "không có nơi nào như thế")
    page.wait_for_selector("html[data-counts='0']")
    page.click("#active-filters button[aria-label*='không có nơi']")
    page.wait_for_selector("html[data-counts='300']")
    assert page.input_value("#filter-text") == ""


def test_values_of_a_long_list_are_searched(visit):
    opened, page = open_filters(visit)
    page.click("[data-facet=lane] summary")
    rows = page.locator("[data-facet=lane] .check:visible")
    assert rows.count() == 20
    page.fill("[data-facet=lane] input[type=search]", "nguyen van cu")
    assert rows.count() > 0
    assert all("Nguyễn Văn Cừ" in words for words in rows.all_text_contents())
    assert opened.faults() == []
    page.fill("[data-facet=lane] input[type=search]", "xyz")
    assert rows.count() == 0
    assert page.is_visible("text=Không có mục nào như vậy.")


def test_only_what_the_map_shows_follows_the_map(visit):
    opened, page = open_filters(visit, f"/?{HALF}&map=17/21.04900/105.88500")
    drawn = int(page.get_attribute("#map", "data-drawn-incidents"))
    page.check("#filter-inside")
    page.wait_for_selector(f"html[data-counts='{drawn}']")
    assert 0 < drawn < 300
    box = query(page)["inside"]
    page.click("#zoom-in")
    opened.settle()
    page.wait_for_selector(f"html:not([data-counts='{drawn}'])")
    assert query(page)["inside"] != box
    closer = total(page)
    assert int(page.get_attribute("#map", "data-drawn-incidents")) == closer < drawn
    page.reload()
    page.wait_for_selector(f"html[data-counts='{closer}']")
    page.click("#active-filters button:has-text('Chỉ những gì')")
    page.wait_for_selector("html[data-counts='300']")
    assert "inside" not in query(page)


def test_signed_out_has_the_tree_and_nothing_narrower(visit):
    opened, page = open_filters(visit, "/", role="public")
    assert page.locator(".tree").count() > 0
    for narrower in ("#filter-text", "#filter-inside", "[data-facet=holder]", "[data-facet=round]"):
        assert page.locator(narrower).count() == 0
    assert opened.faults() == []


def open_fields(visit, layer, **options):
    opened, page = open_filters(visit, **options)
    page.click("[data-facet=where] > summary")
    page.select_option("#fields-layer", layer)
    page.wait_for_selector(f"#fields[data-ready={layer}]")
    return opened, page


def test_fields_are_there_again_when_the_fold_is_opened_again(visit):
    opened, page = open_fields(visit, "lanes")
    summary = "[data-facet=where] > summary"
    page.click(summary)
    page.wait_for_selector("#fields [data-field=width_m]", state="hidden")
    page.click(summary)
    page.wait_for_selector("#fields [data-field=width_m]")
    assert opened.faults() == []


def lanes_on_map(opened, page):
    opened.settle()
    return int(page.get_attribute("#map", "data-drawn-lanes"))


def test_numbers_of_lanes_by_typed_ends_handles_and_chip(visit):
    opened, page = open_fields(visit, "lanes")
    before = lanes_on_map(opened, page)
    typed = page.locator("[data-field=width_m] input[type=number]")
    typed.nth(0).fill("4")
    typed.nth(0).press("Tab")
    page.wait_for_url("**where=lanes.width_m:4..**")
    chip = page.locator("#active-filters .chip", has_text="Rộng (m): ≥ 4")
    chip.wait_for()
    fewer = lanes_on_map(opened, page)
    assert 0 < fewer < before
    # The lower end by keyboard, one step at a time; the typed box says what the handle says.
    low = page.locator("[data-field=width_m] input[data-end=from]")
    low.focus()
    page.keyboard.press("End")
    page.wait_for_url("**where=lanes.width_m:30..**")
    assert typed.nth(0).input_value() == "30"
    assert query(page)["where"] == "lanes.width_m:30.."
    # Codes of the same layer, one clause beside the other.
    page.check("[data-field=kind] input[value=duong]")
    page.wait_for_url("**lanes.kind:duong**")
    assert lanes_on_map(opened, page) == 1
    assert opened.faults() == []
    chip = page.locator("#active-filters .chip", has_text="Rộng (m)")
    chip.click()
    page.wait_for_selector("#active-filters .chip >> text=Rộng (m)", state="detached")
    page.reload()
    page.wait_for_selector("[data-ready=tiles]")
    assert "Loại: Đường" in page.text_content("#active-filters")


LAST_STEP = """
  import("/static/js/filters/range.js").then(({ buildRange }) => {
    const facet = { low: 1, high: 10.33, n: 3, bins: [1, 1, 1] };
    const wishes = { title: "Rộng", isWhole: false, value: "..10.33", facet, onChange() {} };
    const node = buildRange(wishes);
    const typed = node.querySelector("[type=number]:last-of-type");
    const handle = node.querySelector("[data-end=to]");
    const began = handle.value === handle.max;
    const seen = [handle.max - 1, handle.max].map((at) => {
      handle.value = at;
      handle.dispatchEvent(new Event("input"));
      return typed.value;
    });
    return [began, ...seen, node.querySelectorAll(".range__in").length];
  })
"""


def test_the_upper_handle_reaches_the_end_that_no_step_falls_on(visit):
    opened = visit("viewer")
    opened.go("/")
    began, before, at_end, bars = opened.ask(LAST_STEP)
    assert began and at_end == "" and bars == 3
    assert 9 < float(before) < 10


def test_ends_that_cross_are_refused_at_the_field(visit):
    opened, page = open_fields(visit, "lanes")
    typed = page.locator("[data-field=width_m] input[type=number]")
    typed.nth(1).fill("2")
    typed.nth(1).press("Tab")
    page.wait_for_url("**where=lanes.width_m:..2**")
    typed.nth(0).fill("5")
    typed.nth(0).press("Tab")
    error = page.locator("[data-field=width_m] .field__error")
    assert "từ 5 trở lên" in error.text_content()
    assert query(page)["where"] == "lanes.width_m:..2"
    assert opened.faults() == []


def test_fields_of_houses_on_a_phone(visit):
    opened, page = open_fields(visit, "sites", phone=True)
    page.check("[data-field=stage] input[value=frame]")
    page.wait_for_url("**where=sites.stage:frame**")
    rows = int(page.text_content("[data-field=stage] label:has([value=frame]) .check__count"))
    page.click("#tab-layers")
    page.wait_for_selector(f".layer:has(#layer-sites) > label .check__count:text-is('{rows}')")
    assert opened.ask("document.documentElement.scrollWidth") == 390
    assert opened.faults() == []


def test_all_filters_taken_away_come_back_by_undo(visit):
    opened, page = open_filters(visit, f"/?{HALF}&field=ttdt&where=sites.stage:frame")
    page.wait_for_selector("html[data-counts='205']")
    page.click("#active-filters .chip:has-text('Bỏ tất cả')")
    page.wait_for_selector("#active-filters .chip >> text=Nhà đang xây", state="detached")
    assert "where" not in query(page)
    page.focus(".toast__undo")  # so it stays
    assert opened.faults() == []
    page.click(".toast__undo")
    page.wait_for_selector("html[data-counts='205']")
    assert query(page)["where"] == "sites.stage:frame"


def test_link_of_a_report_shows_the_states_of_its_day(visit):
    opened, page = open_filters(visit, f"/?{HALF}&state=phat_hien,nhac_nho&state_on=2016-06-30")
    page.wait_for_selector("#active-filters .chip:has-text('Trạng thái ở cuối ngày 30/06/2016')")
    opened.settle()
    assert query(page)["state_on"] == "2016-06-30"
    assert int(page.get_attribute("#map", "data-drawn-incidents")) == total(page)
    page.click("#active-filters button[aria-label*='30/06/2016']")
    page.wait_for_selector("#active-filters :text('30/06/2016')", state="detached")
    assert "state_on" not in query(page) and query(page)["state"] == "phat_hien,nhac_nho"
