"""The supervisor's board of one ward and one filter: figures, trend, ranked lists, notes, runs."""

# board(conn, ward, filter, rule=…, cells=…, role=…, actor=…) -> Board
# board_rows(conn, ward, of, filter, rule=…, cells=…, role=…, limit=…, offset=…) -> RowTable
# board_table(board, name, lang) -> (header, rows)      name: one of TABLES
#
# The body follows; the payload is settled:
EXAMPLE = """
    A filter without a period means the last half-year with incidents; one without field and
    category means urban order (TTĐT), the field of the half-year report. Everything on the
    board uses the filter as completed, which comes back in `filter`. Example:

        {
          "ward": "gia-thuy",
          "filter": {"from": "2016-01-01", "to": "2016-06-30", "field": "ttdt"},
          "period": {"from": "2016-01-01", "to": "2016-06-30",
                     "title": {"vi": "6 tháng đầu năm 2016", "en": "First half of 2016"}},
          "previous": {"from": "2015-07-01", "to": "2015-12-31", "title": {…}},
          "as_of": "2016-06-30",                       # "days since" count up to this day
          "selection": {"value": 205, "title": …, "unit": …, "rule": …, "of": "selection"},
          "figures": {                                 # in this order
            "rounds":        {"value": 15, "title": …, "unit": …, "rule": …, "of": "rounds"},
            "incidents":     {"value": 205, …, "of": "incidents"},
            "repeat_points": {"value": 16, …, "of": "repeat_points"},
            "sites":         {"value": 40, …, "of": "sites"},
            "lanes_phase_2": {"value": 25, …, "of": "lanes_phase_2"}},
          "trend": [{"month": "2015-07", "total": 44, "in_period": false,
                     "fields": {"ttdt": 31, "ttxd": 4, "vsmt": 9}, "of": "month:2015-07"}, …],
          "groups": [{"code": "5", "name": {"vi": "Tổ dân phố 5", "en": …}, "count": 31,
                      "previous": 20, "per_km2": 412.3, "per_1000_people": null,
                      "last_on": "2016-06-28", "days_since_last": 2, "of": "group:5"},
                     {"code": null, "name": {"vi": "Ngoài các tổ", …}, …, "of": "group:-"}],
          "lanes": [{"id": 12, "name": {…}, "kind": "ngo", "length_m": 140.2, "count": 9,
                     "previous": 4, "per_100_m": 6.4, "last_on": …, "days_since_last": 11,
                     "of": "lane:12"}, {"id": null, …, "of": "lane:-"}],
          "repeat_points": {"run": 7, "rule": {"vi": …, "en": …}, "total": 16, "rows": [
             {"rank": 1, "id": 3, "feature": 7000003,  # cell of the run; id on the map layer
                                                       # repeat_points (run=7)
              "label": "12 ngõ 40 …", "group": "5", "lane": "Ngõ 40 …",
              "in_window": 6, "total": 9, "first_on": …, "last_on": …, "days_since_last": 4,
              "gaps": [3, 0, 12], "categories": ["ban_hang_rong"], "open": 2,
              "state": "active" | "stable", "state_title": {…}, "members": [411, 502],
              "lon": 105.88, "lat": 21.04, "notes": [{…}], "of": "cell:7:3"}]},
          "hot_cells": {"run": 8, "rule": {…}, "tested": 311, "total": 12, "rows": [
             {"rank": 1, "id": 120, "feature": 8000120, "label": "…", "group": "5", "lane": "…", "count": 14,
              "expected": 1.9, "z": 6.1, "p": 0.001, "p_adjusted": 0.02,
              "level": 90 | 95 | 99,                   # confidence after the correction
              "share": 1.0,                            # part of the cell inside the ward
              "previous": 9,                           # same cell, period before; null: no data
              "lon": …, "lat": …, "bounds": [w, s, e, n], "of": "cell:8:120"}]},
          "notes": [{"level": "warning", "about": "hot_cells",   # a key of this object
                     "text": {"vi": "Dưới 30 vụ: …", "en": "Fewer than 30 events: …"}}],
          "runs": [{"id": 7, "method": "repeat_points", "title": {…}, "parameters": {…},
                    "seed": 20160630, "rows": 205, "rows_sha256": "…", "code_version": "…",
                    "created_at": "…", "rule": {…}}, …]
        }

    `of` words for board_rows: a figure's name, "selection", "month:2016-03",
    "month:2016-03:ttdt", "group:5", "group:-", "lane:12", "lane:-", "cell:<run>:<id>".
    Rows come as {"columns": [{"name", "title", "type"}], "rows": [{name: value}], "total": n,
    "layer": "incidents"}; each row has "id", "lon" and "lat" for the map, or null.
    Tables for CSV: figures, trend, groups, lanes, repeat_points, hot_cells.
"""
