"""The head of every page: what it offers a role is what that role may open."""

import pytest

from layers.roles import Role
from web.access import needed_role
from web.i18n import catalogue
from web.navigation import PAGES, Entry, current_page, navigation
from web.settings import LANGUAGES


def paths(role):
    return [entry.path for item in navigation(role) for entry in item.entries]


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.path)
def test_page_is_offered_to_all_who_may_open_it_and_to_nobody_else(app, entry):
    with app.test_request_context(entry.path):
        endpoint, _ = app.url_map.bind("localhost").match(entry.path, "GET")
        assert needed_role(endpoint) == entry.role
    assert [role for role in Role if entry.path in paths(role)] == [
        role for role in Role if role >= entry.role
    ]


def test_menu_of_one_page_is_that_page():
    last = navigation(Role.INSPECTOR)[-1]
    assert last.group == "" and [entry.path for entry in last.entries] == ["/unplaced"]
    assert navigation(Role.SUPERVISOR)[-1].group == "data"


def test_keys_lead_to_one_page_each():
    keys = [entry.key for entry in PAGES if entry.key]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/registers/late", "/registers/late"),
        ("/registers/broadcasts/7", "/registers"),
        ("/imports/3", "/import"),
        ("/boards", None),
    ],
)
def test_address_belongs_to_the_page_with_the_longest_address(path, expected):
    found = current_page(navigation(Role.ADMIN), path)
    assert (found.path if isinstance(found, Entry) else None) == expected


def test_every_word_stands_in_both_languages():
    groups = {f"nav.group_{entry.group}" for entry in PAGES if entry.group}
    for language in LANGUAGES:
        assert groups | {f"nav.{entry.word}" for entry in PAGES} <= set(catalogue(language))
