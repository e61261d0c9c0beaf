"""The page docs/calibration.md, made of measured rows."""

from collections.abc import Sequence
from typing import Any

HEAD = """# Calibration

How often each method cries wolf where nothing happens, and how often it finds what was planted.
Made by `{command}`; the same draws every time.

**Ground.** 2 km by 2 km, 25 resident groups of 400 m, streets every 200 m; 400 incidents in a
year (600 for `effect`). *Scattered*: anywhere, on any day. *Gathered*: six in ten in twelve
quarters, half of them on a quarter of the days, so that places and days are uneven but have nothing
to do with each other. *Along the lanes*: anywhere on the streets.

**False.** The share of such draws on which the method finds anything at 95 % (for `emerging` any
class, for `near_repeat` a pattern, for `effect` a change of the treated group). At most 5 % is
asked: a row fails where the exact 95 % interval lies above that.

**Found.** To the same ground something is added at a random place; found is when the method points
there at 95 %. At least 95 % is asked of a planting of the strength told. *Draws*: so many of either
kind.

"""
TESTS = "## Methods that say how sure they are\n\n"
RULES = """
## Methods that follow a rule, or draw a picture

They are no tests. What they show by chance is told so that nobody takes it for more; nothing is
asked of it. `density` and `lane_density` have to put their darkest place there, `forecast` to mark
it among the highest 5 %.

"""
TITLES = ("method", "draws", "nothing but", "false", "95 %", "planted", "found", "95 %", "")


def page(rows: Sequence[dict[str, Any]], command: str) -> str:
    """Return the whole page."""
    tests = [_line(row) for row in rows if row["is_test"]]
    rules = [_line(row) for row in rows if not row["is_test"]]
    head = "| " + " | ".join(TITLES) + " |\n" + "|---" * len(TITLES) + "|\n"
    return (
        HEAD.format(command=command)
        + (TESTS + head + "".join(tests) if tests else "")
        + (RULES + head + "".join(rules) if rules else "")
    )


def _line(row: dict[str, Any]) -> str:
    cells = (
        f"`{row['work']}`",
        row["size"].split()[0],
        row["chance"],
        f"{row['false']:.1%}",
        _interval(row["false_interval"]),
        row["planted"],
        f"{row['found']:.1%}",
        _interval(row["found_interval"]),
        "met" if row["met"] else "**not met**",
    )
    return "| " + " | ".join(cells) + " |\n"


def _interval(bounds: Sequence[float]) -> str:
    return f"{bounds[0]:.1%} – {bounds[1]:.1%}"
