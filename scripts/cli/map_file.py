"""`ward map-file`: a view of the map as one HTML file that opens without a network."""

import json
import subprocess
import sys
from pathlib import Path

import click

from geo.errors import InputError
from geo.text import Text
from layers.errors import NotAllowed
from layers.roles import Role
from scripts.cli import _run
from scripts.cli._choice import chosen_ward, ward_option
from scripts.cli._file import require_free, whole_file

REFUSED = 9
"""The code with which the maker says that it was asked for what it may not or cannot give."""


@click.command("map-file")
@click.option("--view", default="", metavar="QUERY", help="The address of the map behind its '?'.")
@ward_option
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option(
    "--role",
    default="public",
    show_default=True,
    help="Whose map: public, viewer, inspector, supervisor, admin.",
)
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="FILE.html."
)
@click.option("--overwrite", is_flag=True, help="Replace the file where it exists.")
def command(
    view: str, ward_code: str | None, lang: str, role: str, out: Path, overwrite: bool
) -> None:
    """Keep a view of the map as one HTML file (bản đồ một tệp).

    It opens from disk or a USB stick, without a network: layers, legend, search, time slider,
    pop-ups. What the role may not see is not in it. At most 20,000 objects.

    \b
    Examples:
      ./scripts/ward map-file -o cong-khai.html
      ./scripts/ward map-file --view "?from=2016-01-01&to=2016-06-30&layers=groups,lanes" -o ky.html
      ./scripts/ward map-file --view "?group=to-05" --role supervisor -o to-5.html
    """
    Role.parse(role)
    require_free(out, overwrite=overwrite)
    with _run.database(demo_if_new=True) as conn:
        code = chosen_ward(conn, ward_code or _named(view)).code
    made = _made(view, code, role, lang)
    with whole_file(out) as target:
        size = target.write(made)
    click.echo(f"{out}: {size:,} byte · {code} · {role}")


def _named(view: str) -> str | None:
    pairs = (each.partition("=") for each in view.lstrip("?").split("&"))
    return next((value for name, _, value in pairs if name == "ward"), None)


def _made(view: str, ward: str, role: str, lang: str) -> bytes:
    """Have the file made by a process of its own: commands and pages do not know each other."""
    given = [f"--view={view}", f"--ward={ward}", f"--role={role}", f"--lang={lang}"]
    made = subprocess.run(
        [sys.executable, "-m", "web.one_file", *given], capture_output=True, check=False
    )
    if made.returncode == REFUSED:
        said = json.loads(made.stderr.decode().splitlines()[-1])
        kind = NotAllowed if said["kind"] in ("NotAllowed", "SignInNeeded") else InputError
        raise kind(Text(said["vi"], said["en"]))
    if made.returncode:
        raise RuntimeError(made.stderr.decode(errors="replace"))
    return made.stdout
