"""The measuring of the page looks at what a reader sees; how fast it is, is never a test."""

import pytest

from scripts.bench.page.run import COLD_KB, WARM_KB
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
    """The quickest of some views of each: the first visitor of all waits for analyses.

    They take turns: a machine that is busy for a while is so for both.
    """
    seconds: dict[str, list[float]] = {PHONE.name: [], DESK.name: []}
    for device in (PHONE, DESK) * 3:
        context = open_as(browser, device, [])
        seconds[device.name].append(view(context, device, f"{server}/").seconds)
        context.close()
    assert min(seconds[PHONE.name]) > min(seconds[DESK.name])


def test_panning_tells_the_time_between_frames(browser, server):
    context = open_as(browser, DESK, [])
    # Long enough for some frames on a machine however busy.
    assert 4 < pan_p95_ms(context, f"{server}/", 2) < 5000
    context.close()


@pytest.mark.parametrize("role", ["public", "supervisor"])
def test_map_stays_light(browser, server, sessions, role):
    """The weight of a first and of a second visit as it comes over the wire, compressed."""
    cookies = (sessions[role] or {}).get("cookies", [])
    for _ in range(2):  # the first visitor of all waits for analyses, the next one finds them
        context = open_as(browser, DESK, cookies)
        first, second = (view(context, DESK, f"{server}/") for _ in range(2))
        context.close()
    assert first.kb < COLD_KB
    assert second.kb < WARM_KB
