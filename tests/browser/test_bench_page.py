"""The measuring of the page looks at what a reader sees; how fast it is, is never a test."""

from scripts.bench.page.visits import DESK, PHONE, open_as, pan_p95_ms, view


def test_second_view_brings_less_over_the_wire_and_tells_what_was_unchanged(browser, server):
    context = open_as(browser, DESK, [])
    first = view(context, DESK, f"{server}/")
    second = view(context, DESK, f"{server}/")
    context.close()
    assert first.requests >= first.from_server > second.from_server
    assert 100 < first.kb < 1000
    assert second.kb < first.kb / 3
    assert 0 < second.seconds < 60


def test_slow_line_and_processor_are_felt(browser, server):
    seconds = []
    for device in (DESK, PHONE):
        context = open_as(browser, device, [])
        seconds.append(view(context, device, f"{server}/").seconds)
        context.close()
    assert seconds[1] > seconds[0]


def test_panning_tells_the_time_between_frames(browser, server):
    context = open_as(browser, DESK, [])
    assert 4 < pan_p95_ms(context, f"{server}/", 0.5) < 5000
    context.close()
