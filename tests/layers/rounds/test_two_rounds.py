"""One incident, two rounds at the same moment: the second waits, then is told it is taken."""

from geo.errors import InputError
from geo.text import same
from layers import db
from layers.queries.wards import create_ward
from layers.registers.scope import Reader, View, window_of
from layers.roles import Role
from layers.rounds.reading import read_round, rounds_register
from layers.rounds.walking import attach_incidents
from tests.factories import add_incident, add_round, add_user
from tests.locks import second_waits


def test_an_incident_is_found_by_one_round_only(database_url: str) -> None:
    first, second = db.connect(database_url), db.connect(database_url)
    ward = create_ward(first, "phuong-thu", same("Thử"), 5897)
    add_user(first, "lan", "inspector", ward)
    who = Reader(ward, Role.INSPECTOR, "lan")
    window = window_of(first, rounds_register(), who, View())
    mine, theirs = add_round(first, ward), add_round(first, ward)
    incident = add_incident(first, ward, source_key="V1", on="2016-03-01")
    other = add_incident(first, ward, source_key="V2", on="2016-03-01")
    db.execute(first, "BEGIN")
    assert attach_incidents(first, who, mine, ["V1"], window) == 1

    def take() -> int:
        return attach_incidents(second, who, theirs, ["V1", "V2"], window)

    with second_waits(first, second, take) as taking:
        db.execute(first, "COMMIT")
    refused = taking.exception()
    assert isinstance(refused, InputError)
    assert "'V1'" in refused.text.vi and "belongs to a round already" in refused.text.en
    found = db.rows(second, "SELECT id, round_id FROM incident ORDER BY id")
    assert {row["id"]: row["round_id"] for row in found} == {incident: mine, other: None}
    counts = [read_round(second, who, each, window)["walked"].incidents for each in (mine, theirs)]
    assert counts == [1, 0]
    first.close()
    second.close()
