"""Every page there is, taken from the list of routes: axe, a narrow window, 200 % zoom, a phone.

With DIEMNONG_PICTURES=FOLDER it also keeps a picture of each, at both widths and in both colour
schemes, and FOLDER/index.html shows them all on one sheet, to look at.
"""

import html
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from layers import db
from layers.queries.wards import get_ward
from layers.reports.editions import make_edition
from layers.reports.freezing import freeze_edition
from layers.roles import Role
from scripts.cli.layer import command as layer_command
from tests.browser.conftest import OF_COLOURS
from tests.web.test_access import ROUTES
from web.navigation import PAGES as MENU

NO_PAGES = (
    "/api/",
    "/feed/",
    "/tiles/",
    "/static/",
    "/words/",
    "/healthz",
    "/map/shell.js",
    "/view.html",
)
ADDRESSES = {
    "/groups/5": "/groups/to-05",
    "/cases?ward=phuong-thu": "/cases",
    "/incidents/{incident}?ward=phuong-thu": "/incidents/1",
    "/people/of/lan": "/people/of/viewer",
    "/layers/lanes": "/layers/own_cay_thu",
    # The steps of a file on its way are walked with axe in test_import.py.
    "/import/1/file": None,
    # A notice comes by itself, a subscription by its owner: test_notices.py has both.
    "/notices/1": None,
    "/notices/subscriptions/1": None,
}
"""Where the address of a route has nothing to show in the demonstration ward; None: elsewhere."""


def every_page():
    """The pages among the routes, with the lowest role that opens each."""
    for method, route, role in ROUTES:
        address = ADDRESSES.get(route, route)
        is_file = "." in route.partition("?")[0].rpartition("/")[2]
        if method == "GET" and address and not is_file and not route.startswith(NO_PAGES):
            # A draft of a report and the work of others are a supervisor's.
            least = "supervisor" if route.startswith(("/reports/1", "/people/1")) else role
            yield address, least if least in ("public", "viewer", "supervisor") else "admin"


PAGES = list(every_page())
PICTURES = os.environ.get("DIEMNONG_PICTURES", "")


@pytest.fixture(scope="session")
def things(served_database, tmp_path_factory):
    """A layer of the ward's own and two editions of a report, to have something to show."""
    spots = [[105.883 + 0.0005 * at, 21.045] for at in range(6)]
    features = [
        {"type": "Feature", "properties": {"loai": f"Cây {at % 2}", "cao_m": at + 2.5},
         "geometry": {"type": "Point", "coordinates": spot}}
        for at, spot in enumerate(spots)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("own") / "cay.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    conn = db.connect(served_database)
    boss = {"actor": "supervisor", "role": Role.SUPERVISOR}
    incident = db.value(conn, "SELECT min(id) FROM incident")
    ward = get_ward(conn, "gia-thuy")
    # A period that no other test makes a report of: the draft stays open in the shared ward.
    first = make_edition(conn, ward, "2016-03", **boss)
    freeze_edition(conn, ward, first.id, **boss)
    report = make_edition(conn, ward, "2016-03", **boss)
    conn.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", served_database)
        asked = ["add", str(path), "--title", "Cây thử|Trial trees", "--ward", "gia-thuy"]
        done = CliRunner().invoke(layer_command, asked)
    assert done.exit_code == 0, done.output
    return {"/reports/1": f"/reports/{report.id}", "/incidents/1": f"/incidents/{incident}"}


def settled(page, path):
    """Open a page, refuse anything but itself, and wait until nothing is on its way."""
    answer = page.goto(path)
    assert answer.status == 200, path
    page.wait_for_load_state("networkidle")


def looked_at(opened, scheme, only=()):
    """What axe finds in a colour scheme, once no colour is changing any more."""
    opened.page.emulate_media(color_scheme=scheme)
    opened.rest()
    return [f"{scheme}: {each}" for each in opened.faults(only)]


def sideways(opened, width):
    """How far a page of this width can be pushed sideways: 640 is a desk at 200 %."""
    opened.page.set_viewport_size({"width": width, "height": 800})
    opened.drawn()  # charts take the new width of their places a frame later
    return opened.ask("document.documentElement.scrollWidth") - width


def keep_pictures(opened, path):
    """Keep four pictures of a page, where somebody wants them, and write the sheet anew."""
    if not PICTURES:
        return
    folder = Path(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "_", path.lower()).strip("_") or "map"
    for width in (1280, 390):
        opened.page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            opened.page.emulate_media(color_scheme=scheme)
            opened.page.wait_for_timeout(300)
            file = folder / f"{name}-{width}-{scheme}.png"
            opened.page.screenshot(path=file, full_page=True)
    pictures = sorted(each.name for each in folder.glob("*.png"))
    (folder / "index.html").write_text(
        "".join(f"<figure><img src={html.escape(each)} height=600><figcaption>{html.escape(each)}"
                "</figcaption></figure>" for each in pictures)
    )  # fmt: skip


@pytest.mark.parametrize(("path", "role"), PAGES)
def test_page_is_for_everybody(long_visit, things, path, role):
    opened = long_visit(role)
    for made, there in things.items():
        path = path.replace(made, there)
    for language in ("vi", "en"):
        address = f"{opened.server}{path}{'&' if '?' in path else '?'}lang={language}"
        opened.page.set_viewport_size({"width": 1280, "height": 800})
        settled(opened.page, address)
        assert opened.page.get_attribute("html", "lang") == language
        assert opened.page.locator("h1").count() == 1
        assert looked_at(opened, "light") + looked_at(opened, "dark", OF_COLOURS) == []
        assert {width: sideways(opened, width) for width in (640, 390)} == {640: 0, 390: 0}
    keep_pictures(opened, path)


# Who is signed in is led on from signing in.
ALSO_SUPERVISORS = [
    path for path, role in PAGES if role in ("viewer", "public") and not path.startswith("/sign-in")
]


@pytest.mark.parametrize("path", ALSO_SUPERVISORS)
def test_what_only_a_supervisor_has_on_a_page_is_for_everybody_too(long_visit, things, path):
    """Buttons and forms that the lowest role does not see; in English, where labels are checked."""
    opened = long_visit("supervisor")
    for made, there in things.items():
        path = path.replace(made, there)
    opened.page.set_viewport_size({"width": 640, "height": 800})
    settled(opened.page, f"{opened.server}{path}{'&' if '?' in path else '?'}lang=en")
    assert looked_at(opened, "light") == []
    assert sideways(opened, 640) == 0


def test_every_page_of_the_menus_is_walked():
    """Pages of the menus are in the list above, so that the list is known to hold pages."""
    walked = {path.partition("?")[0] for path, _ in PAGES}
    assert {each.path for each in MENU} <= walked
