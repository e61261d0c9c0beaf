"""Give areas that are there already their epoch: the document, and the lineage if there is none."""

from datetime import date

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.lineage import SLIVER_SHARE
from geo.text import Text
from layers import db
from layers.boundaries.basis import Basis
from layers.boundaries.tracing import count_incidents, trace_epoch
from layers.day_words import short_day
from layers.queries.wards import Ward

EPOCH = """
    INSERT INTO area_epoch (ward_id, kind, starts_on, basis_number, basis_title, basis_on, scope,
                            file_name, file_sha256, sliver_share, loaded_by)
    VALUES (%s, %s, %s, %s, %s, %s, 'all', '', '', %s, %s)
    ON CONFLICT (ward_id, kind, starts_on) DO NOTHING RETURNING id
"""

# An area that ended on that day ended by this epoch; had it not, nothing says when it would have.
MEMBERS = """
    INSERT INTO area_epoch_area (epoch_id, ward_id, area_id, is_opened)
    SELECT %(epoch)s, ward_id, id, valid_from = %(day)s
      FROM area
     WHERE ward_id = %(ward)s AND kind = %(kind)s AND %(day)s IN (valid_from, valid_to)
"""

# Lineage that came with the areas: measured here, its own shares stay.
KNOWN = """
    UPDATE area_lineage AS l
       SET epoch_id = %(epoch)s,
           area_m2 = l.share_area * ST_Area(ST_Transform(old.geom, %(srid)s)),
           share_of_new = least(1, l.share_area * ST_Area(ST_Transform(old.geom, %(srid)s))
                                   / ST_Area(ST_Transform(new.geom, %(srid)s)))
      FROM area AS old, area AS new
     WHERE old.id = l.from_area_id AND new.id = l.to_area_id AND l.epoch_id IS NULL
       AND l.ward_id = %(ward)s AND old.kind = %(kind)s
       AND old.valid_to = %(day)s AND new.valid_from = %(day)s
"""


def adopt_epoch(
    conn: connection, ward: Ward, kind: str, starts_on: date, basis: Basis, actor: str
) -> int:
    """Record the epoch of areas that began on a day; return its id. The caller may undo it.

    Lineage that is stored already is taken in, else it is computed. InputError where no area of
    the kind began that day, or the epoch is recorded already.
    """
    with db.acting_as(conn, actor):
        epoch_id = db.value(
            conn,
            EPOCH,
            (ward.id, kind, starts_on, basis.number, basis.title, basis.on, SLIVER_SHARE, actor),
        )
        if epoch_id is None:
            raise _refusal(
                starts_on,
                Text("Thời kỳ này đã được ghi", "This epoch is recorded already"),
            )
        given = {"epoch": epoch_id, "ward": ward.id, "kind": kind, "day": starts_on}
        db.execute(conn, MEMBERS, given)
        query = "SELECT bool_or(is_opened) FROM area_epoch_area WHERE epoch_id = %s"
        if not db.value(conn, query, (epoch_id,)):
            raise _refusal(
                starts_on,
                Text("Không có khu vực nào bắt đầu", "No area of this kind begins"),
            )
        if db.execute(conn, KNOWN, given | {"srid": ward.srid_measure}):
            count_incidents(conn, ward, int(epoch_id))
        else:
            trace_epoch(conn, ward, int(epoch_id))
    return int(epoch_id)


def _refusal(day: date, what: Text) -> InputError:
    said = short_day(day)
    return InputError(
        Text(f"{what.vi}: ngày {said.vi}.", f"{what.en}: {said.en}."),
        field="starts_on",
        value=day,
    )
