"""Moments on a page are those of the ward's clock, wherever the browser stands."""

WORDS = """(async () => {
  const entry = document.querySelector('script[type="module"][src*="/js@"]').src;
  const { moment, wardZone } = await import(new URL("i18n.js", entry).href);
  const said = ["2016-06-30T17:30:00+00:00", "2016-06-30T17:30:00Z", "2016-07-01T00:30:00+07:00",
                "2016-07-01T00:30", "2016-03-13T02:30", "2016-07-01"];
  return [wardZone(), ...said.map(moment)];
})()"""


def test_moments_are_the_ward_s_wherever_the_browser_is(visit):
    """Also a moment without a zone that New York's clocks skipped in 2016: it stays as written."""
    opened = visit(timezone_id="America/New_York")
    opened.go("/")
    zone, *same, skipped, day = opened.ask(WORDS)
    assert zone == "Asia/Ho_Chi_Minh"
    assert len(same) == 4 and len(set(same)) == 1 and "00:30" in same[0] and "01/07/2016" in same[0]
    assert "02:30" in skipped and "13/03/2016" in skipped
    assert "01/07/2016" in day
