"""Several people writing at once: nobody waits in a ring, and the stored grid stays right."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from geo.errors import InputError
from geo.text import same
from layers import db
from layers.importing import ImportOptions, ImportReport, import_file
from layers.queries.wards import Ward, create_ward, get_ward
from tests.factories import add_incident

WRITERS, ROUNDS = 3, 25
LONS = (105.880, 105.885, 105.890)

GRID = """
    SELECT cell_x, cell_y, month, field_code, category_code, state, is_pile_up, n::bigint
      FROM incident_grid WHERE ward_id = %s ORDER BY 1, 2, 3, 4, 5, 6, 7
"""
MOVE = """
    UPDATE incident SET is_pile_up = true, geom = ST_Point(%s, 21.045, 4326) WHERE id = ANY(%s)
"""
COUNTED = """
    SELECT grid_column(geom_3857) AS cell_x, grid_row(geom_3857) AS cell_y,
           date_trunc('month', occurred_on)::date AS month, field_code, category_code, state,
           is_pile_up, count(*) AS n
      FROM incident WHERE ward_id = %s GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
"""


def _write(database_url: str, ward: Ward, seed: int) -> int:
    """Insert, move and delete incidents of one writer's own, three statements a transaction."""
    dice, conn, own = random.Random(seed), db.connect(database_url), []
    for turn in range(ROUNDS):
        with db.transaction(conn):
            for number in range(2):
                key = f"{seed}/{turn}/{number}"
                own.append(add_incident(conn, ward, dice.choice(LONS), source_key=key))
            changed = dice.sample(own, 2)
            db.execute(conn, MOVE, (dice.choice(LONS), changed))
        if turn % 3 == 0:
            db.execute(conn, "DELETE FROM incident WHERE id = %s", (own.pop(),))
    conn.close()
    return len(own)


def test_writers_do_not_deadlock_and_the_grid_stays_right(database_url: str) -> None:
    conn = db.connect(database_url)
    ward = create_ward(conn, "phuong-thu", same("Thử"), 5897)
    with ThreadPoolExecutor(WRITERS) as pool:
        kept = sum(pool.map(lambda seed: _write(database_url, ward, seed), range(WRITERS)))
    grid = db.rows(conn, GRID, (ward.id,))
    assert grid == db.rows(conn, COUNTED, (ward.id,))
    assert sum(row["n"] for row in grid) == kept
    conn.close()


def test_deleting_a_ward_takes_everything_of_it_along(database_url: str) -> None:
    conn = db.connect(database_url)
    ward = create_ward(conn, "phuong-thu", same("Thử"), 5897)
    other = create_ward(conn, "phuong-khac", same("Khác"), 5897)
    for each in (ward, other):
        add_incident(conn, each)
    db.execute(conn, "DELETE FROM ward WHERE id = %s", (ward.id,))
    tables = ("incident", "incident_grid", "table_version", "category")
    left = {
        name: {row["ward_id"] for row in db.rows(conn, f"SELECT ward_id FROM {name}")}
        for name in tables
    }
    assert all(wards == {other.id} for wards in left.values()), left
    assert get_ward(conn, other.code) == other
    conn.close()


def _bring(database_url: str, ward: Ward, path: Path) -> ImportReport:
    conn = db.connect(database_url)
    options = ImportOptions(x="x", y="y", crs="EPSG:4326", new_categories="ttdt")
    try:
        return import_file(conn, ward, "incidents", path, options)
    finally:
        conn.close()


def test_one_file_brought_by_two_at_once_is_loaded_once(database_url: str, tmp_path: Path) -> None:
    conn = db.connect(database_url)
    ward = create_ward(conn, "phuong-thu", same("Thử"), 5897)
    rows = [f"2016-03-{n % 28 + 1:02},loại mới,105.88{n % 9},21.04{n % 7}" for n in range(400)]
    path = tmp_path / "vu.csv"
    path.write_text("\n".join(["occurred_at,category,x,y", *rows]), encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: _bring(database_url, ward, path), range(2)))
    assert sorted((each.loaded, each.unchanged) for each in reports) == [(0, 400), (400, 0)]
    assert db.value(conn, "SELECT count(*) FROM incident") == 400
    assert db.value(conn, "SELECT count(*) FROM import_run") == 1
    conn.close()


def test_one_ward_made_by_two_at_once_is_made_once(database_url: str) -> None:
    def make(_: int) -> str:
        conn = db.connect(database_url)
        try:
            return create_ward(conn, "phuong-thu", same("Thử"), 5897).code
        except InputError as error:
            return str(error.field)
        finally:
            conn.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(make, range(3))) == ["code", "code", "phuong-thu"]
