"""Days begin at the ward's midnight: in Python, in every session, on a machine of any zone."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.text import Text
from layers import clock, db
from layers.errors import Unavailable
from layers.queries.wards import Ward, create_ward
from layers.reports.editions import make_edition
from layers.reports.freezing import freeze_edition
from layers.roles import Role
from layers.settings import ClockSettings
from tests.factories import add_area, add_custom_layer, add_incident

ROOT = Path(__file__).resolve().parents[2]
MACHINES = ("UTC", "Asia/Ho_Chi_Minh", "America/New_York")
AHEAD, BEHIND = "Pacific/Kiritimati", "Pacific/Pago_Pago"
"""Zones 25 hours apart: at no moment is it the same day in both."""

ASKED = """
import json, sys
from layers import clock, db
from layers.queries.wards import get_ward
from layers.reports.asking import day_of
from layers.reports.editions import get_edition
from layers.reports.files import check_files, make_file
from layers.periods import Period
from layers.roles import Role
import hashlib
from datetime import date

conn = db.connect(sys.argv[1])
ward = get_ward(conn, "phuong-thu")
frozen, draft = (get_edition(conn, ward, int(each), Role.ADMIN) for each in sys.argv[2:4])
forever = Period(date(2016, 1, 1), date(2999, 1, 1))
before, sql_day, after = clock.today(), db.value(conn, "SELECT current_date"), day_of(forever)
apart = clock.on_the_wall() - db.value(conn, "SELECT localtimestamp")
print(json.dumps({
    "one_day": sql_day in (before, after),
    "today": after.isoformat(),
    "midnight": [str(db.value(conn, "SELECT %s::timestamptz::date", (at,)))
                 for at in ("2016-06-30 16:59:59+00", "2016-06-30 17:00:00+00")],
    "wall": abs(apart.total_seconds()) < 600,
    "same_bits": [each.is_same for each in check_files(conn, ward, frozen)],
    "docx": hashlib.sha256(make_file(conn, ward, draft, "docx", Role.ADMIN)).hexdigest(),
}))
"""


@pytest.fixture
def editions(database_url: str) -> list[str]:
    """A frozen edition and a draft of a half-year whose incidents lie beside its midnights."""
    conn = db.connect(database_url)
    ward = create_ward(conn, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    add_area(conn, ward)
    for at in ("2015-12-31 23:59", "2016-01-01 00:00", "2016-06-30 23:59", "2016-07-01 00:00"):
        add_incident(conn, ward, on=at)
    first = make_edition(conn, ward, "2016H1", "lan", role=Role.SUPERVISOR)
    freeze_edition(conn, ward, first.id, "lan", role=Role.SUPERVISOR)
    second = make_edition(conn, ward, "2016H1", "lan", role=Role.SUPERVISOR)
    number = "SELECT value FROM report_figure WHERE name = 'incidents'"
    assert db.value(conn, number) == 2
    conn.close()
    return [str(first.id), str(second.id)]


def _answer(database_url: str, editions: list[str], machine: str, zone: str) -> dict[str, Any]:
    environ = {**os.environ, "TZ": machine, "DIEMNONG_TIME_ZONE": zone, "PGTZ": machine}
    done = subprocess.run(
        [sys.executable, "-c", ASKED, database_url, *editions],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_machine_s_zone_changes_no_answer_and_no_frozen_bit(
    database_url: str, editions: list[str]
) -> None:
    found = [_answer(database_url, editions, each, "Asia/Ho_Chi_Minh") for each in MACHINES]
    for each in found:
        assert each["one_day"] and each["wall"]
        assert each["midnight"] == ["2016-06-30", "2016-07-01"]
        assert len(each["same_bits"]) >= 3 and all(each["same_bits"])
    assert len({each["docx"] for each in found}) == 1


def test_the_setting_says_which_day_it_is(database_url: str, editions: list[str]) -> None:
    ahead = _answer(database_url, editions, "UTC", AHEAD)
    behind = _answer(database_url, editions, "UTC", BEHIND)
    assert ahead["one_day"] and behind["one_day"]
    assert date.fromisoformat(str(ahead["today"])) > date.fromisoformat(str(behind["today"]))
    assert all(ahead["same_bits"])


def test_sessions_and_python_name_one_zone(conn: connection) -> None:
    assert db.value(conn, "SHOW TimeZone") == clock.zone().key
    assert clock.now().utcoffset() == db.value(conn, "SELECT now()").utcoffset()


def test_moments_stand_in_the_log_in_one_zone_whatever_the_session_s(
    conn: connection, ward: Ward
) -> None:
    """What was logged once reads the same ever after, also after the setting changed."""
    db.execute(conn, "SET LOCAL TimeZone = 'America/New_York'")
    add_custom_layer(conn, ward)
    after = db.value(conn, "SELECT after FROM change_log WHERE table_name = 'custom_layer'")
    assert after["created_at"].endswith("+00:00")


@pytest.mark.parametrize(
    "name", ["Hanoi", "Asia/Saigon ward", "localtime", "UTC+7", "../etc/passwd"]
)
def test_zone_that_is_none_is_refused_by_name(name: str) -> None:
    with pytest.raises(Unavailable) as refused:
        ClockSettings.from_env({"DIEMNONG_TIME_ZONE": name})
    for words in (refused.value.text.vi, refused.value.text.en):
        assert "DIEMNONG_TIME_ZONE" in words and name in words and "Asia/Ho_Chi_Minh" in words


def test_zone_is_vietnam_s_where_nothing_is_said() -> None:
    assert ClockSettings.from_env({}).zone.key == "Asia/Ho_Chi_Minh"
    assert ClockSettings.from_env({"DIEMNONG_TIME_ZONE": "Etc/UTC"}).zone.key == "Etc/UTC"
