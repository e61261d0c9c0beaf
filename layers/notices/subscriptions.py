"""What a person wants to be told of in a ward: kept, changed, paused, removed and restored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.errors import InputError
from geo.text import Text
from layers import clock, db
from layers.boundaries.choice import PARAMETER
from layers.errors import NotFound
from layers.field_filter import PARAMETER as WHERE
from layers.filters import QUERY, Filter
from layers.notices.rules import check_every, check_rules
from layers.queries.wards import Ward

MOST_SUBSCRIPTIONS = 100
LONGEST_NAME = 80
LONGEST_FILTER = 4000
RESTORABLE_DAYS = 30
OF_WHERE = tuple(name for name in QUERY if name not in ("from", "to", PARAMETER, WHERE))
"""The parts of a filter that a subscription keeps: what is new has no period of its own.

Clauses about fields are none: who may see a layer changes, and a layer may be deleted.
"""
SELECT = """
    SELECT s.id, s.ward_id, s.owner_id, s.name, s.rules, s.filter, s.every, s.by_mail, s.made_at,
           s.paused_at
      FROM subscription AS s
"""


@dataclass(frozen=True)
class Subscription:
    """What somebody wants to be told of: any of `rules`, of the incidents of `filter`."""

    id: int
    ward_id: int
    owner_id: int
    name: str
    rules: tuple[str, ...]
    filter: Mapping[str, str]
    every: str
    by_mail: bool
    made_at: datetime
    paused_at: datetime | None

    @property
    def chosen(self) -> Filter:
        return Filter.from_query(self.filter)


@dataclass(frozen=True)
class Wish:
    """What a subscription is to be."""

    name: str
    rules: Sequence[str]
    filter: Mapping[str, str]
    every: str = "once"
    by_mail: bool = False


def kept_of(query: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address, or of a stored filter, that a subscription keeps."""
    return {name: query[name] for name in OF_WHERE if query.get(name)}


def where_of(query: Mapping[str, str]) -> dict[str, str]:
    """Return what a subscription keeps of an address, in one way of writing.

    InputError for what makes no filter, or is too long to keep.
    """
    said = Filter.from_query(kept_of(query)).to_query()
    length = sum(len(value) for value in said.values())
    if length > LONGEST_FILTER:
        raise InputError(
            Text(
                f"filter: bộ lọc dài {length} ký tự; nhiều nhất {LONGEST_FILTER}.",
                f"filter: the filter has {length} characters; at most {LONGEST_FILTER}.",
            ),
            field="filter",
            value=length,
        )
    return said


def list_subscriptions(conn: connection, ward: Ward, owner_id: int) -> list[Subscription]:
    """Return a person's subscriptions in a ward, by name."""
    mine = " WHERE s.ward_id = %s AND s.owner_id = %s AND s.deleted_at IS NULL"
    query = SELECT + mine + " ORDER BY s.name COLLATE vietnamese, s.id"
    return [to_subscription(row) for row in db.rows(conn, query, (ward.id, owner_id))]


def get_subscription(
    conn: connection, ward: Ward, owner_id: int, subscription_id: int, *, gone: bool = False
) -> Subscription:
    """Return one of a person's subscriptions; NotFound alike for another person's.

    With `gone` one that was removed and can still be restored.
    """
    one = " WHERE s.ward_id = %s AND s.owner_id = %s AND s.id = %s"
    query = SELECT + one + " AND (s.deleted_at IS NOT NULL) = %s"
    row = db.one(conn, query, (ward.id, owner_id, subscription_id, gone))
    if row is None:
        raise NotFound(Text("đăng ký nhận tin", "subscription"), subscription_id)
    return to_subscription(row)


def add_subscription(conn: connection, ward: Ward, owner_id: int, wish: Wish) -> int:
    """Keep a subscription and return its id; InputError for what it cannot be."""
    values = _checked(wish)
    with db.transaction(conn):
        _require_room(conn, ward, owner_id)
        _begin_counting(conn, ward)
        return int(
            db.value(
                conn,
                "INSERT INTO subscription (ward_id, owner_id, name, rules, filter, every, by_mail)"
                " VALUES (%(ward)s, %(owner)s, %(name)s, %(rules)s, %(filter)s, %(every)s,"
                " %(by_mail)s) RETURNING id",
                values | {"ward": ward.id, "owner": owner_id},
            )
        )


def change_subscription(
    conn: connection, ward: Ward, owner_id: int, subscription_id: int, wish: Wish
) -> None:
    """Make a subscription what is wished; NotFound for another person's."""
    get_subscription(conn, ward, owner_id, subscription_id)
    db.execute(
        conn,
        "UPDATE subscription SET name = %(name)s, rules = %(rules)s, filter = %(filter)s,"
        " every = %(every)s, by_mail = %(by_mail)s, changed_at = now() WHERE id = %(id)s",
        _checked(wish) | {"id": subscription_id},
    )


def set_paused(
    conn: connection, ward: Ward, owner_id: int, subscription_id: int, *, is_paused: bool
) -> None:
    """Tell nothing for a while, or tell again: what happened in between is not told later."""
    get_subscription(conn, ward, owner_id, subscription_id)
    db.execute(
        conn,
        "UPDATE subscription SET paused_at = CASE WHEN %s THEN coalesce(paused_at, now()) END"
        " WHERE id = %s",
        (is_paused, subscription_id),
    )


def remove_subscription(conn: connection, ward: Ward, owner_id: int, subscription_id: int) -> None:
    """Hide a subscription and its notices; restorable for 30 days, after which it is purged."""
    get_subscription(conn, ward, owner_id, subscription_id)
    with db.transaction(conn):
        db.execute(
            conn, "UPDATE subscription SET deleted_at = now() WHERE id = %s", (subscription_id,)
        )
        db.execute(
            conn,
            "DELETE FROM subscription WHERE ward_id = %s AND deleted_at < now() - %s * interval"
            " '1 day'",
            (ward.id, RESTORABLE_DAYS),
        )


def restore_subscription(conn: connection, ward: Ward, owner_id: int, subscription_id: int) -> None:
    """Bring a removed subscription back with its notices."""
    get_subscription(conn, ward, owner_id, subscription_id, gone=True)
    _require_room(conn, ward, owner_id)
    db.execute(conn, "UPDATE subscription SET deleted_at = NULL WHERE id = %s", (subscription_id,))


def to_subscription(row: Mapping[str, Any]) -> Subscription:
    """Read a row of SELECT."""
    return Subscription(**{**row, "rules": tuple(row["rules"]), "filter": kept_of(row["filter"])})


def _checked(wish: Wish) -> dict[str, Any]:
    name = " ".join(wish.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(
            Text(
                f"name='{name[:20]}': cần 1 đến {LONGEST_NAME} ký tự.",
                f"name='{name[:20]}': needs 1 to {LONGEST_NAME} characters.",
            ),
            field="name",
            value=name[:20],
        )
    return {
        "name": name,
        "rules": list(check_rules(wish.rules)),
        "filter": Json(where_of(wish.filter)),
        "every": check_every(wish.every),
        "by_mail": wish.by_mail,
    }


def _require_room(conn: connection, ward: Ward, owner_id: int) -> None:
    query = (
        "SELECT count(*) FROM subscription"
        " WHERE ward_id = %s AND owner_id = %s AND deleted_at IS NULL"
    )
    if db.value(conn, query, (ward.id, owner_id)) >= MOST_SUBSCRIPTIONS:
        raise InputError(
            Text(
                f"Bạn đã có {MOST_SUBSCRIPTIONS} đăng ký; hãy bỏ bớt trước.",
                f"You have {MOST_SUBSCRIPTIONS} subscriptions; remove some first.",
            ),
            field="name",
            value=MOST_SUBSCRIPTIONS,
        )


def _begin_counting(conn: connection, ward: Ward) -> None:
    """What is open for long or late today is no news to the first who subscribes."""
    db.execute(
        conn,
        "INSERT INTO notice_day (ward_id, overdue_through) VALUES (%(ward)s, %(today)s)"
        " ON CONFLICT (ward_id) DO UPDATE SET overdue_through = %(today)s"
        " WHERE NOT EXISTS (SELECT FROM subscription WHERE ward_id = %(ward)s"
        "                   AND deleted_at IS NULL)",
        {"ward": ward.id, "today": clock.today()},
    )
