"""Any ward: a total = the sum of its parts = the rows it opens = map = CSV = XLSX = DOCX = page.

Small wards are made up at random, some at a time, all in the same place, so that each has the rows
of the others around it. DIEMNONG_DATA_SETS says how many, DIEMNONG_FIRST_SET which is the first;
what fails says the number of its set, and the fewest rows with which it fails alone.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from psycopg2.extensions import connection

from layers import db
from tests.datasets import how_many
from tests.layers.agreement.checks import Case, check_board, check_map
from tests.layers.agreement.judge import Judge
from tests.layers.agreement.loading import load_towns
from tests.layers.agreement.of_registers import check_registers
from tests.layers.agreement.of_reports import check_part_of_report, check_report
from tests.layers.agreement.town import Town, make_town

SETS, FIRST_SET = how_many(24), how_many(1, "DIEMNONG_FIRST_SET")
AT_ONCE = 12
ALWAYS = (check_map, check_registers, check_part_of_report)
NOW_AND_THEN = (check_report, check_board)
"""What takes long: of every twelfth ward, the first of those that are loaded together."""
TRIES = 400
"""How often a failing ward is tried with fewer rows."""


def checks_of(seed: int) -> Sequence[Callable[[Case], None]]:
    """Return what is checked of a set."""
    return (*ALWAYS, *(NOW_AND_THEN if seed % AT_ONCE == 1 else ()))


@contextmanager
def undone(conn: connection) -> Iterator[None]:
    """Take back what a block writes."""
    db.execute(conn, "SAVEPOINT ward")
    try:
        yield
    finally:
        db.execute(conn, "ROLLBACK TO SAVEPOINT ward; RELEASE SAVEPOINT ward")


def fault_of(conn: connection, towns: Sequence[Town], seeds: Sequence[int]) -> tuple[int, str]:
    """Return the place of the first ward that fails and why; (-1, "") where all agree."""
    with undone(conn):
        for at, kept in enumerate(load_towns(conn, towns)):
            case = Case(conn, kept, Judge(kept), random.Random(seeds[at]))
            for check in checks_of(seeds[at]):
                try:
                    check(case)
                except Exception as error:
                    return at, f"{check.__name__}: {error!r}"
    return -1, ""


def fewest_rows(conn: connection, town: Town, seed: int) -> Town:
    """Leave out rows of a failing ward for as long as it fails."""
    tries = 0
    step = max(1, town.size() // 2)
    while step and tries < TRIES:
        places = [(kind, at) for kind, rows in town.rows.items() for at in range(len(rows))]
        for start in range(0, len(places), step):
            gone = set(places[start : start + step])
            less = Town({
                kind: [row for at, row in enumerate(rows) if (kind, at) not in gone]
                for kind, rows in town.rows.items()
            })  # fmt: skip
            tries += 1
            if fault_of(conn, [less], [seed])[0] == 0:
                town = less
                break
        else:
            step //= 2
    return town


@pytest.mark.parametrize("first", range(FIRST_SET, FIRST_SET + SETS, AT_ONCE))
def test_one_number_wherever_it_is_told(conn: connection, first: int) -> None:
    seeds = range(first, min(first + AT_ONCE, FIRST_SET + SETS))
    towns = [make_town(random.Random(seed)) for seed in seeds]
    at, fault = fault_of(conn, towns, seeds)
    if at >= 0:
        town = fewest_rows(conn, towns[at], seeds[at])
        _, alone = fault_of(conn, [town], [seeds[at]])
        pytest.fail(f"set {seeds[at]}: {fault}\nalone: {alone or 'it agrees'}\n{town}")
