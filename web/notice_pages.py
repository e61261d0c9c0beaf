"""What the pages of notices show: the list, a notice with its rows, the form of a subscription."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from geo.text import Text, same
from layers.day_words import short_month
from layers.filter_words import filter_parts
from layers.filters import Filter
from layers.notices.addresses import read_address
from layers.notices.feeds import feed_made_at
from layers.notices.inbox import (
    MOST_COUNTED,
    Notice,
    count_unread,
    get_notice,
    incident_table,
    list_notices,
    read_findings,
)
from layers.notices.rules import EVERY, RULES
from layers.notices.subscriptions import Subscription, Wish, kept_of, list_subscriptions, where_of
from layers.queries.row_tables import Paging, RowTable
from layers.queries.sheet_rows import group_choices
from layers.queries.vocabulary import read_vocabulary
from web.db import get_conn
from web.i18n import in_language, show_date, show_moment
from web.params import read_number
from web.reader import reader
from web.sharing import share_here
from web.wards import current_ward, role_here

ROWS = 100
SHOWN_COLUMNS = ("occurred_at", "category_code", "state", "address", "lane_name", "group_name")
CLOSE = 18


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"bell": bell, "texts": _texts})


def owner_here() -> int:
    """Return whose notices they are: the person who is signed in."""
    return int(current_user.user.id)


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page of notices, in the ward of this one."""
    name = endpoint if "." in endpoint else f"notices.{endpoint}"
    return url_for(name, ward=current_ward().code, **values)


def bell() -> dict[str, Any] | None:
    """Return what the bell of the header says; None for whoever is told nothing."""
    if share_here() is not None or not current_user.is_authenticated:
        return None
    unread = count_unread(get_conn(), current_ward(), owner_here())
    return {"unread": unread, "words": said_count(unread), "href": link("index")}


def sends_mail() -> bool:
    return bool(current_app.extensions["web_settings"].sends_mail)


def said_count(unread: int) -> str:
    return f"{MOST_COUNTED}+" if unread > MOST_COUNTED else str(unread)


def index_facts() -> dict[str, Any]:
    """Return the notices, the subscriptions, and what was just removed."""
    conn, ward, owner = get_conn(), current_ward(), owner_here()
    page = read_number("page", 1, least=1, most=100_000)
    only_unread = request.args.get("unread") == "1"
    notices, has_more = list_notices(conn, ward, owner, page=page, only_unread=only_unread)
    return {
        "notices": notices,
        "page": page,
        "has_more": has_more,
        "only_unread": only_unread,
        "unread": count_unread(conn, ward, owner),
        "said_count": said_count,
        "subscriptions": [_listed(each) for each in list_subscriptions(conn, ward, owner)],
        "removed": read_number("removed", 0),
        "feed_made": feed_made_at(conn, owner),
        "sends_mail": sends_mail(),
        "mail": read_address(conn, owner),
        "link": link,
        **reader(),
    }


def notice_facts(notice_id: int) -> dict[str, Any]:
    """Return one notice with its rows, or with its findings and the rows of one of them."""
    conn, ward = get_conn(), current_ward()
    notice = get_notice(conn, ward, owner_here(), notice_id)
    findings = read_findings(conn, ward, notice) if notice.is_of_findings else []
    chosen = read_number("finding", 0)
    ids = next((each["members"] for each in findings if each["id"] == chosen), [])
    ids = ids if notice.is_of_findings else list(notice.subjects)
    page = read_number("page", 1, least=1, most=100_000)
    table = incident_table(conn, ward, ids, role_here(), Paging(ROWS, (page - 1) * ROWS))
    return {
        "notice": notice,
        "findings": [{**each, "map": _spot(each["lon"], each["lat"])} for each in findings],
        "chosen": chosen,
        "where": where_words(notice.filter),
        "table": _shown_table(table),
        "gone": len(ids) - table["total"],
        "page": page,
        "has_more": page * ROWS < table["total"],
        "map": _whole(notice, table),
        "link": link,
        **reader(),
    }


def form_facts(
    wish: Wish, subscription: Subscription | None = None, trouble: Text | None = None
) -> dict[str, Any]:
    """Return what the form shows: the wish, what may be chosen, what was wrong with it."""
    conn, ward = get_conn(), current_ward()
    known = read_vocabulary(conn, ward.id)
    return {
        "wish": wish,
        "subscription": subscription,
        "trouble": trouble,
        "rules": RULES,
        "mail": read_address(conn, owner_here()) if sends_mail() else None,
        "every": EVERY,
        "where": _parts(wish.filter),
        "categories": list(known.get("category_code", {}).items()),
        "groups": group_choices(conn, ward, Filter()),
        "link": link,
        **reader(),
    }


def asked_wish() -> Wish:
    """Return the wish that an address begins: a filter, and a name where there is one."""
    where = where_of(request.args)
    words = where_words(where)
    name = request.args.get("name", "").strip() or words.in_language("vi")
    rules = [each for each in request.args.get("rule", "new").split(",") if each]
    return Wish(name[:80], rules, where)


def said_wish() -> Wish:
    """Return what the form says, as it stands: what is wrong with it is said by who keeps it."""
    form = request.form
    kept = set(form.getlist("keep"))
    where = {name[2:]: value for name, value in form.items() if name.startswith("w_")}
    where = {name: value for name, value in kept_of(where).items() if name in kept}
    where |= {name: form[name] for name in ("category", "group") if form.get(name)}
    return Wish(
        form.get("name", ""),
        form.getlist("rule"),
        where,
        form.get("every", "once"),
        by_mail=form.get("by_mail") == "1",
    )


def where_words(where: Mapping[str, str]) -> Text:
    """Say where and of what, in a line; the whole ward where nothing narrows it."""
    said = [words for _, _, words in _parts(where)]
    if not said:
        return Text("cả phường", "the whole ward")
    return Text("; ".join(each.vi for each in said), "; ".join(each.en for each in said))


def _parts(where: Mapping[str, str]) -> list[tuple[str, str, Text]]:
    """Return each part of a filter: its parameter, its value, its words."""
    chosen = Filter.from_query(where)
    parts = filter_parts(get_conn(), current_ward(), chosen)
    named = {name: _joined(words) for name, words in parts}
    if chosen.shape is not None and hasattr(chosen.shape, "metres"):
        metres = f"{chosen.shape.metres:g}"
        named["shape"] = Text(
            f"trong vòng {metres} m quanh điểm đã chọn", f"within {metres} m of the chosen spot"
        )
    said = named.get("group", same(where.get("group", "")))
    if said.vi[:1].isdigit():  # a bare number is no name
        named["group"] = Text(f"tổ {said.vi}", f"group {said.en}")
    return [(name, value, named.get(name, same(value))) for name, value in where.items()]


def _texts(choices: Sequence[tuple[str, Text]]) -> list[tuple[str, str]]:
    """Return choices for a select in the reader's language."""
    return [(code, in_language(words)) for code, words in choices]


def _joined(words: Sequence[Text]) -> Text:
    return Text(", ".join(each.vi for each in words), ", ".join(each.en for each in words))


def _listed(each: Subscription) -> dict[str, Any]:
    return {
        "own": each,
        "where": where_words(each.filter),
        "rules": [rule.title for rule in RULES if rule.name in each.rules],
        "every": EVERY[each.every],
        "map": _map(each.filter),
    }


def _shown_table(table: RowTable) -> dict[str, Any]:
    columns = [each for each in table["columns"] if each["name"] in SHOWN_COLUMNS]
    columns.sort(key=lambda each: SHOWN_COLUMNS.index(each["name"]))
    rows = [
        {"cells": [_cell(each, row) for each in columns], "map": _record(row)}
        for row in table["rows"]
    ]
    titles = [Text(each["title"]["vi"], each["title"]["en"]) for each in columns]
    return {"titles": titles, "rows": rows, "total": table["total"]}


def _cell(column: Mapping[str, Any], row: Mapping[str, Any]) -> Text:
    value = row[column["name"]]
    if column["type"] == "datetime":
        return same(_moment(str(value), str(row.get("time_precision", "minute"))))
    words = column["codes"].get(str(value))
    return Text(words["vi"], words["en"]) if words else same("" if value is None else str(value))


def _moment(iso: str, precision: str) -> str:
    """Say a moment no finer than it is known."""
    moment = datetime.fromisoformat(iso)
    if precision == "month":
        return in_language(short_month(moment))
    return show_date(moment.date()) if precision == "day" else show_moment(moment)


def _record(row: Mapping[str, Any]) -> str:
    """Return where the map shows a row: close by, in the month in which it happened."""
    on = datetime.fromisoformat(str(row["occurred_at"])).date()
    last = on.replace(day=monthrange(on.year, on.month)[1])
    return _map(
        {"from": on.replace(day=1).isoformat(), "to": last.isoformat()},
        map=f"{CLOSE}/{row['lat']:.5f}/{row['lon']:.5f}",
        selected=f"incidents/{row['id']}",
    )


def _spot(lon: float, lat: float) -> str:
    return _map({}, map=f"{CLOSE}/{lat:.5f}/{lon:.5f}", at=f"{lat:.6f}/{lon:.6f}")


def _whole(notice: Notice, table: RowTable) -> str | None:
    """Return where the map shows all rows of a notice of incidents: its filter, their days."""
    days = sorted(str(row["occurred_at"])[:10] for row in table["rows"])
    if notice.is_of_findings or not days:
        return None
    span = {"from": date.fromisoformat(days[0]).isoformat(), "to": days[-1]}
    return _map({**notice.filter, **span})


def _map(query: Mapping[str, str], **more: str) -> str:
    said = {"ward": current_ward().code, **query, **more}
    return f"/?{urlencode(said, safe=',/:;')}"
