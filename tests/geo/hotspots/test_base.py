import pytest

from geo.errors import InputError
from geo.hotspots import METHODS, get_method
from geo.hotspots.base import Method, Parameter, require_units
from geo.text import Text

NAME = Text("Tên", "Name")


@pytest.mark.parametrize(
    ("kind", "given", "used"),
    [
        ("integer", "30", 30),
        ("integer", 30.0, 30),
        ("number", "2.5", 2.5),
        ("boolean", "true", True),
        ("boolean", "0", False),
        ("boolean", False, False),
        ("choice", " A ", "a"),
        ("date", "2026-03-31", "2026-03-31"),
        ("text", "  Ngõ 12, Ngõ 5 ", "Ngõ 12, Ngõ 5"),
        ("point", "105.8863;21.049", "105.8863, 21.049"),
    ],
)
def test_values_are_cast(kind, given, used):
    parameter = Parameter("p", NAME, kind, used, choices=(("a", NAME),))
    found = parameter.cast(given)
    assert found == used
    assert type(found) is type(used)


@pytest.mark.parametrize(
    ("kind", "given", "allowed"),
    [
        ("integer", "2.5", "a whole number from 1 to 40"),
        ("integer", 41, "from 1 to 40"),
        ("integer", True, "whole number"),
        ("number", "nan", "a number"),
        ("number", "1e999", "a number"),
        ("number", None, "a number"),
        ("boolean", "maybe", "true or false"),
        ("choice", "z", "one of: a"),
        ("date", "31/03/2026", "2026-03-31"),
        ("text", "two\nlines", "one line"),
        ("text", ["a"], "one line"),
        ("point", "105.8", "coordinates such as"),
        ("point", "inf, 3", "coordinates such as"),
    ],
)
def test_a_refusal_names_field_value_and_what_is_allowed(kind, given, allowed):
    parameter = Parameter("p", NAME, kind, 1, minimum=1, maximum=40, choices=(("a", NAME),))
    with pytest.raises(InputError, match=allowed) as refused:
        parameter.cast(given)
    assert refused.value.field == "p"
    assert repr(given) in str(refused.value)


@pytest.mark.parametrize("given", [None, "", "auto"])
def test_automatic_is_none(given):
    assert Parameter("p", NAME, "number", None).cast(given) is None


def test_an_unknown_method_or_parameter_names_those_there_are():
    with pytest.raises(InputError, match="gi_star"):
        get_method("kriging")
    with pytest.raises(InputError, match="radius_m") as refused:
        get_method("repeat_points").check({"radius": 5})
    assert refused.value.field == "radius"


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_every_method_is_declared_in_full(method):
    assert get_method(method.name) is method
    assert method.caution and method.reference
    texts = [method.title, method.summary, *method.caution]
    for parameter in method.parameters:
        texts += [parameter.title, parameter.reason, *(words for _, words in parameter.choices)]
        assert parameter.cast(parameter.default) == parameter.default
    assert all(text.vi and text.en for text in texts)
    assert method.check(method.check({})) == method.check({})


def needing(needs, *parameters):
    return Method("m", NAME, NAME, "", (), parameters, lambda *_: None, needs)  # type: ignore


@pytest.mark.parametrize(
    ("kind", "needed"),
    [("areas", "groups"), ("lanes", "lanes"), ("square", "none"), ("hexagon", "none")],
)
def test_a_choice_of_units_says_what_a_run_has_to_be_given(kind, needed):
    assert needing("none").units_needed({"unit_kind": kind}) == needed


def test_a_method_may_always_need_the_same_units():
    assert needing("groups").units_needed({}) == "groups"
    assert get_method("gi_star").units_needed({"unit_kind": "areas"}) == "groups"
    assert get_method("repeat_points").units_needed({}) == "none"


@pytest.mark.parametrize(("needed", "said"), [("lanes", "lanes"), ("groups", "resident groups")])
def test_missing_units_are_named(needed, said):
    with pytest.raises(InputError, match=said):
        require_units(None, needed)
