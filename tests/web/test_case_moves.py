"""Every step of a case that could be asked for, by page, by API and by plain SQL: one answer.

What the answer must be is worked out here from the table of steps alone. A few throws a step each
time and some pairs of states that are none; DIEMNONG_MOVES=32 asks about as many as there are.
"""

import itertools
import random
from collections.abc import Callable
from typing import Any, NamedTuple

import psycopg2
import pytest
from psycopg2.extensions import connection

from layers import db
from layers.cases.photos import add_photo
from layers.cases.work import Worker, manage_case
from layers.file_store import FileStore
from layers.queries.wards import Ward
from layers.roles import Role
from tests.datasets import how_many
from tests.factories import add_incident, add_user
from tests.layers.cases.test_additions import REMEDIED, photo
from tests.web.conftest import ClientAs

THROWS = how_many(1, "DIEMNONG_MOVES")
OTHERS = 30
REASONS = ("", "  ", "đã xem tận nơi")
ROLES = ("viewer", "inspector", "supervisor", "admin")
WITH_PROOF = ("khac_phuc_tai_cho", "da_khac_phuc")
ENDED = ("ket_thuc", "chuyen_co_quan", "khong_du_can_cu", "huy")


class Throw(NamedTuple):
    """Who asks for which step, and how the case stands then."""

    before: str
    after: str
    role: str
    is_handler: bool
    has_photo: bool
    reason: str


class _Undone(Exception):
    """Ends the transaction of one try."""


def throws_of(dice: random.Random, pairs: list[tuple[str, str]], moves: Any) -> list[Throw]:
    """Throw who and how for each pair of states, more often for those that are steps."""
    return [
        Throw(
            *pair, dice.choice(ROLES), before_ends and dice.random() < 0.4,
            pair[0] in WITH_PROOF and dice.random() < 0.5, dice.choice(REASONS),
        )
        for pair in pairs
        for before_ends in [pair[0] not in ENDED]
        for _ in range(THROWS * (3 if pair in moves else 1))
    ]  # fmt: skip


def may(throw: Throw, moves: dict[tuple[str, str], dict[str, Any]]) -> bool:
    """Say whether the table of steps allows it."""
    step = moves.get((throw.before, throw.after))
    return bool(
        step
        and ROLES.index(throw.role) >= ROLES.index(step["least_role"])
        and (throw.reason.strip() or not step["needs_reason"])
        and (throw.has_photo or throw.before == "kiem_tra_lai" or not step["needs_proof"])
        and not (step["needs_other"] and throw.is_handler and throw.role != "viewer")
    )


@pytest.fixture
def people(client_as: ClientAs, conn: connection, ward: Ward) -> dict[str, Any]:
    """For each role somebody signed in, and their sign-in name."""
    found = {}
    for role in ROLES:
        client = client_as(role)
        login = db.value(conn, 'SELECT login FROM "user" ORDER BY id DESC LIMIT 1')
        found[role] = (client, login)
    add_user(conn, "nguoi-dau", "supervisor", ward)
    return found


def test_every_way_in_gives_the_same_answer(
    conn: connection, ward: Ward, people: dict[str, Any], tmp_path: Any
) -> None:
    codes = [row["code"] for row in db.rows(conn, "SELECT code FROM incident_state ORDER BY sort")]
    moves = {
        (row["from_state"], row["to_state"]): row
        for row in db.rows(conn, "SELECT * FROM incident_move")
    }
    dice = random.Random(4)
    others = sorted(set(itertools.permutations(codes, 2)) - set(moves))
    pairs = [*moves, *dice.sample(others, min(len(others), OTHERS * THROWS))]
    store, allowed = FileStore(tmp_path / "kept"), 0
    for throw in throws_of(dice, pairs, moves):
        client, login = people[throw.role]
        answers = {
            name: _tried(conn, ward, throw, login, store, way)
            for name, way in _ways(conn, ward, client, login, throw).items()
        }
        expected = may(throw, moves)
        assert answers == dict.fromkeys(answers, expected), throw
        allowed += expected
    assert allowed > len(moves) / 2, "the dice find steps that are allowed"


def _ways(
    conn: connection, ward: Ward, client: Any, login: str, throw: Throw
) -> dict[str, Callable[[int], None]]:
    said = {"state": throw.after, "reason": throw.reason}

    def by_page(case: int) -> None:
        version = db.value(
            conn, "SELECT version FROM incident_case WHERE incident_id = %s", (case,)
        )
        address = f"/incidents/{case}/move?ward={ward.code}"
        answer = client.post(address, data=said | {"version": version or 0})
        assert answer.status_code in (302, 400, 403)

    def by_api(case: int) -> None:
        address = f"/api/{ward.code}/selection/state?state={throw.before}&text=M{case}"
        db.execute(conn, "UPDATE incident SET source_key = 'M' || id WHERE id = %s", (case,))
        answer = client.post(address, json=said | {"expected": 1})
        assert answer.status_code in (200, 400, 403), answer.json

    def by_sql(case: int) -> None:
        query = (
            "SELECT set_config('diemnong.actor', %s, true), set_config('diemnong.reason', %s, true)"
        )
        try:
            with db.transaction(conn):
                db.execute(conn, query, (login, throw.reason))
                db.execute(
                    conn, "UPDATE incident SET state = %s WHERE id = %s", (throw.after, case)
                )
        except psycopg2.errors.CheckViolation as error:
            assert error.diag.constraint_name == "incident_move"

    return {"page": by_page, "api": by_api, "sql": by_sql}


def _tried(
    conn: connection,
    ward: Ward,
    throw: Throw,
    login: str,
    store: FileStore,
    way: Callable[[int], None],
) -> bool:
    """Make the case, ask for the step, say whether it was taken; nothing of it stays."""
    taken = False
    try:
        with db.transaction(conn):
            case = add_incident(conn, ward, state=throw.before)
            if throw.is_handler and throw.role != "viewer":
                chief = Worker(ward, Role.SUPERVISOR, "nguoi-dau")
                manage_case(conn, chief, case, 0, {"handler": login})
            if throw.has_photo:
                chief = Worker(ward, Role.SUPERVISOR, "nguoi-dau")
                add_photo(conn, chief, store, case, REMEDIED, [photo(40, 30)])
            way(case)
            state = db.value(conn, "SELECT state FROM incident WHERE id = %s", (case,))
            assert state in (throw.before, throw.after)
            taken = state == throw.after
            raise _Undone
    except _Undone:
        return taken
