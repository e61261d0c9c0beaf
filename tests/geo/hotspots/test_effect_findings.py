"""The sentences of "did it work": no verdict beyond its interval, each language in its own form."""

import re

import pytest

from geo.hotspots.effect_findings import findings
from geo.hotspots.effect_words import rule_in_words

FEWER = {"before": 60.0, "after": 20.0, "ratio": 0.33, "low": 0.2, "high": 0.6, "p": 0.001}
RING_CLEAR = {"before": 40.0, "after": 90.0, "ratio": 2.25, "low": 1.5, "high": 3.4, "p": 0.001}
RING_CHANCE = {"before": 40.0, "after": 50.0, "ratio": 1.25, "low": 0.8, "high": 1.9, "p": 0.3}
USED = {"confidence": "95", "span_days": 102, "treated_on": "2016-05-01", "ring_m": 112.5}
UNTOLD = ("cannot be told", "chưa kết luận được")
VERDICTS = ("shared in the gain", "a part was displaced", "were displaced to")


def summary(quotient, interval, ring=RING_CLEAR, verdict="fewer", net=-2.1):
    return {
        "stated": True,
        "verdict": verdict,
        "treated": FEWER,
        "ring": ring,
        "before": {"comparison": 340.0},
        "after": {"comparison": 1340.0},
        "interval_allowing_for_bursts": [0.2, 0.6],
        "displacement": {
            "quotient": quotient,
            "quotient_interval": list(interval),
            "net_avoided": net,
        },
        "next_incident": {
            "treated_before_after": {
                "before": {"happened": 5, "median_days": 2.5},
                "after": {"happened": 5, "median_days": 12.0},
            },
            "before_after": {"p": 0.00001},
        },
    }


def of_quotient(found):
    return next(each for each in findings(found, USED) if "WDQ" in each.vi)


@pytest.mark.parametrize("quotient", [-1.2, -0.5, 0.8])
def test_an_interval_over_nothing_gives_no_verdict(quotient):
    words = of_quotient(summary(quotient, (-2.6, 3.1)))
    assert UNTOLD[0] in words.en and UNTOLD[1] in words.vi
    assert not any(verdict in words.en for verdict in VERDICTS)
    assert "more was displaced" not in words.en


@pytest.mark.parametrize("quotient", [-0.7, 0.8])
def test_a_ring_that_may_be_chance_is_not_contradicted(quotient):
    """The line above says "no clear displacement or diffusion": this one must not say which."""
    edges = (0.1, 2.0) if quotient > 0 else (-2.0, -0.1)
    found = summary(quotient, edges, ring=RING_CHANCE)
    assert "no clear displacement or diffusion" in findings(found, USED)[1].en
    words = of_quotient(found)
    assert UNTOLD[0] in words.en and not any(verdict in words.en for verdict in VERDICTS)


def test_without_a_clear_gain_nothing_is_said_of_where_it_went():
    words = of_quotient(summary(-1.5, (-2.0, -1.1), verdict="unclear"))
    assert "not clearly better" in words.en and UNTOLD[1] in words.vi


def test_without_an_interval_there_is_no_verdict():
    words = of_quotient(summary(-1.5, (float("nan"), float("nan"))))
    assert "has no interval" in words.en and "nan" not in words.en


@pytest.mark.parametrize(
    ("quotient", "interval", "said"),
    [
        (-2.0, (-3.0, -1.2), "more was displaced than was won."),
        (-0.5, (-0.9, -0.1), "a part was displaced to the surroundings."),
        (-1.2, (-2.0, -0.4), "whether more was displaced than was won cannot be told"),
        (1.2, (0.4, 2.0), "the surroundings shared in the gain."),
    ],
)
def test_the_verdict_is_that_of_the_whole_interval(quotient, interval, said):
    assert said in of_quotient(summary(quotient, interval)).en


def test_vietnamese_has_its_own_numbers_and_days():
    said = [*findings(summary(0.8, (-2.6, 3.1)), USED), rule_in_words(USED, stated=True)]
    vietnamese = " ".join(each.vi for each in said)
    assert "0,80" in vietnamese and "−2,60 đến 3,10" in vietnamese
    assert "tăng thêm 2,1 vụ" in vietnamese and "1.340" in vietnamese
    assert "từ 01/05/2016" in vietnamese and "112,5 m" in vietnamese
    assert "2,5 ngày" in vietnamese and "p < 0,001" in vietnamese
    assert not re.search(r"\d\.\d\d?\b(?!\d)|\d{4}-\d\d|[ (]-\d", vietnamese)
    english = " ".join(each.en for each in said)
    assert "−2.60 to 3.10" in english and "from 01 May 2016" in english
    assert not re.search(r"\d{4}-\d\d", english)
