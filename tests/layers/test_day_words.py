"""Days that reach people have one form in each language: 05/03/2016 and 05 Mar 2016."""

import re
from datetime import date, datetime

import pytest

from geo.errors import InputError
from layers.boundaries.choice import Boundaries
from layers.boundaries.epochs import Epoch
from layers.filters import Filter
from layers.notices.lines import _day as notice_day
from layers.printing.words import moment_words, period_words
from layers.queries.board_counts import Span, _group_name
from layers.queries.counts import _group, _round
from layers.watch import _repeat_reason, _scan_reason

DAY, LATER = date(2016, 3, 5), date(2016, 6, 30)
HALF = Filter(DAY, LATER)
SPAN = Span(*(type("P", (), {"first": DAY, "last": LATER})(),) * 2, as_of=LATER)
ROW = {"value": "5", "name": "Tổ 5", "code": "5", "n": 3}
CELL = {"value": 5, "expected": 1234.5}
OWN = {"first_day": "2016-03-05", "last_day": "2016-06-30", "recurrence_days": 4000.2}


def group(**days):
    return _group_name({"name": "Tổ 5", "is_ambiguous": False, **days}, SPAN)


SAID = {
    "epoch": (Epoch(DAY, None, 1, 0, "").title(), "Từ 05/03/2016", "Since 05 Mar 2016"),
    "epochs": (
        Epoch(DAY, date(2016, 7, 1), 1, 0, "").title(),
        "05/03/2016 – 30/06/2016",
        "05 Mar 2016 to 30 Jun 2016",
    ),
    "as_of": (Boundaries(DAY).words(), "như ngày 05/03/2016", "as of 05 Mar 2016"),
    "as_now": (
        Boundaries("now", day=DAY).words(),
        "(ngày 05/03/2016)",
        "(05 Mar 2016)",
    ),
    "sheet": (period_words(Filter(first=DAY)), "từ 05/03/2016", "from 05 Mar 2016"),
    "printed": (
        moment_words(datetime(2016, 3, 5, 7, 30)),
        "05/03/2016 07:30",
        "05 Mar 2016, 07:30",
    ),
    "notice": (notice_day(DAY, "day"), "05/03/2016", "05 Mar 2016"),
    "notice_month": (notice_day(DAY, "month"), "03/2016", "Mar 2016"),
    "facet": (_group(ROW | {"since": DAY})["title"], "(từ 05/03/2016)", "(from 05 Mar 2016)"),
    "round": (
        _round(ROW | {"started_on": DAY, "ended_on": LATER})["title"],
        "05/03–30/06/2016",
        "05 Mar 2016 – 30 Jun 2016",
    ),
    "board_until": (
        group(valid_from=DAY, valid_to=date(2016, 4, 1)),
        "(đến 31/03/2016)",
        "(until 31 Mar 2016)",
    ),
    "board_from": (
        group(valid_from=date(2016, 4, 1), valid_to=None),
        "(từ 01/04/2016)",
        "(from 01 Apr 2016)",
    ),
    "watch": (
        _repeat_reason(OWN, 3, {"window_days": 30}),
        "vụ cuối 30/06/2016",
        "the last on 30 Jun 2016",
    ),
    "watch_cluster": (
        _scan_reason(OWN, CELL, LATER),
        "từ 05/03/2016 đến 30/06/2016, thường chỉ 1.234,5",
        "from 05 Mar 2016 to 30 Jun 2016, usually 1,234.5",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_words_have_the_days_of_their_language(name):
    words, vi, en = SAID[name]
    if isinstance(words, dict):
        words = words["vi"], words["en"]
    assert vi in words[0] and en in words[1]
    assert not re.search(r"\d{4}-\d\d", " ".join(words))


def test_refused_days_are_named_so_too():
    with pytest.raises(InputError, match="last day 05 Mar 2016 comes before the first day 30 Jun"):
        Filter.from_query({"from": "2016-06-30", "to": "2016-03-05"})
