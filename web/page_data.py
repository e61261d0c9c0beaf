"""What a page hands to its scripts: plain data in a script element that never runs."""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from layers import clock
from layers.boundaries.epochs import epochs_json
from layers.contract import drawing_order
from layers.filters import is_boundary
from layers.periods import Period, half_year_of, parse_period, period_title
from layers.queries.periods import incident_span
from layers.queries.tiles import as_drawn
from layers.queries.versions import layer_versions
from layers.queries.vocabulary import incident_states
from layers.queries.wards import Ward, list_wards, ward_bounds
from layers.redaction import stand_ins
from layers.registry import GROUPS, Layer, Style
from layers.roles import Role
from web.db import get_conn
from web.i18n import current_language
from web.settings import LANGUAGES
from web.sharing import base_path, in_frame, is_redacted, share_here
from web.shown_layers import describe_run, layers_shown
from web.wards import current_ward, role_here

LONGEST_PERIOD_LIST = 12


def page_data() -> dict[str, Any]:
    """Return the data of the page for this request's caller, ward and language."""
    conn, ward, role = get_conn(), current_ward(), role_here()
    span = incident_span(conn, ward.id)
    if role is Role.PUBLIC or is_redacted():
        span = _months(span)
    return {
        "lang": current_language(),
        "role": role.code,
        "user": _user(),
        "ward": describe_ward(ward) | {"bounds": ward_bounds(conn, ward)},
        "wards": [describe_ward(each) for each in _wards(ward)],
        "base": base_path(),
        "share": _share(),
        **layer_list(),
        "states": incident_states(conn) if role > Role.PUBLIC else [],
        "csrf": "" if share_here() else generate_csrf(),
        "filter_defaults": _defaults(span),
        "periods": _periods(span),
        "epochs": epochs_json(conn, ward.id, clock.today()),
    }


def _wards(ward: Ward) -> list[Ward]:
    return [ward] if share_here() else list_wards(get_conn())


def _share() -> dict[str, Any] | None:
    """Return what the page of a share link has to keep to."""
    share = share_here()
    if share is None:
        return None
    own = dict(share.view)
    if "layers" in own:
        own["layers"] = ",".join(stand_ins(own["layers"].split(",")))
    return {
        "view": own,
        "locked": share.is_locked,
        "redacted": share.is_redacted,
        "ends_on": share.ends_on.isoformat(),
        "in_frame": in_frame(),
    }


def in_one_language(data: Any) -> Any:
    """Return page data with each bilingual text as the words of the reader's language alone."""
    if isinstance(data, dict):
        if data.keys() == set(LANGUAGES):
            return data[current_language()] or data["vi"]
        return {key: in_one_language(value) for key, value in data.items()}
    return [in_one_language(each) for each in data] if isinstance(data, list) else data


def layer_list() -> dict[str, Any]:
    """Return the layers and groups that the caller sees in this ward."""
    conn, ward, role = get_conn(), current_ward(), role_here()
    seen = layers_shown()
    versions = layer_versions(conn, ward.id, seen)
    used = {layer.group for layer in seen}
    return {
        "layers": [
            describe_layer(as_drawn(conn, ward, layer), role, versions[layer.name])
            for layer in seen
        ],
        "drawing": [layer.name for layer in reversed(drawing_order(seen))],
        "groups": [
            {"name": group.name, "title": group.title.to_json()}
            for group in GROUPS
            if group.name in used
        ],
    }


def describe_ward(ward: Ward) -> dict[str, Any]:
    return {
        "code": ward.code,
        "name": ward.name.to_json(),
        "is_demo": ward.is_demo,
        "srid": ward.srid_measure,
        "attribution": ward.attribution,
    }


def _user() -> dict[str, str] | None:
    if not current_user.is_authenticated:
        return None
    return {"login": current_user.login, "name": current_user.display_name}


def describe_layer(layer: Layer, role: Role, version: str) -> dict[str, Any]:
    """Return what the map needs of a layer, as somebody in a role may know it."""
    return {
        "name": layer.name,
        "title": layer.title.to_json(),
        "group": layer.group,
        "geometry": layer.geometry,
        "min_zoom": layer.min_zoom,
        "max_zoom": layer.max_zoom,
        "grid_below": layer.grid_below,
        "label": layer.label,
        "default_on": layer.default_on,
        "aggregated": layer.aggregated,
        "needs_run": layer.needs_run,
        "time": layer.time.kind,
        "boundaries": is_boundary(layer),
        "attribution": layer.attribution.to_json(),
        "version": version,
        "style": describe_style(layer.style),
        "is_custom": layer.is_custom,
        "run": describe_run(layer),
        "fields": [
            {
                "name": field.name,
                "title": field.title.to_json(),
                "type": field.type,
                "codes": {code: words.to_json() for code, words in field.codes.items()},
                "filter": field.is_filter,
            }
            for field in layer.fields_for(role)
        ],
    }


def describe_style(style: Style) -> dict[str, Any]:
    return {
        "kind": style.kind,
        "classes": [each.to_json() for each in style.classes],
    }


def _months(span: Period | None) -> Period | None:
    """Widen a span to half-years: the public sees whole months only."""
    if span is None:
        return None
    return Period(
        parse_period(half_year_of(span.first)).first, parse_period(half_year_of(span.last)).last
    )


def _defaults(span: Period | None) -> dict[str, str]:
    """Start with the newest half-year that has incidents."""
    if span is None:
        return {}
    newest = parse_period(half_year_of(span.last))
    return {"from": newest.first.isoformat(), "to": newest.last.isoformat()}


def _periods(span: Period | None) -> list[dict[str, Any]]:
    """List the half-years that have incidents, newest first, and then all of them together."""
    if span is None:
        return []
    names: list[str] = []
    day = span.last
    while len(names) < LONGEST_PERIOD_LIST and day >= parse_period(half_year_of(span.first)).first:
        names.append(half_year_of(day))
        before = parse_period(names[-1]).first
        day = (
            before.replace(year=before.year - 1, month=12)
            if before.month == 1
            else before.replace(month=6)
        )
    return [_period(name, parse_period(name)) for name in names]


def _period(name: str, period: Period) -> dict[str, Any]:
    return {
        "value": name,
        "title": period_title(period).to_json(),
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
    }
