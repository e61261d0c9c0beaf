-- What cells reported beside what is on record: group × month × field, only where they differ.
-- A report speaks of a whole month: every month that the period touches is compared whole.
-- Incidents are counted in the group of their own day, without those on a default location; where
-- there are such, the map would show them too, and the number has no link to it.
WITH reported AS (
  SELECT r.id, r.group_id, r.month, f.field_code, f.n
    FROM register_cell_report AS r
   CROSS JOIN LATERAL (VALUES ('ttdt', r.ttdt), ('ttxd', r.ttxd), ('vsmt', r.vsmt)) AS f (field_code, n)
   WHERE r.ward_id = %(ward)s
     AND r.deleted_at IS NULL
     AND r.month BETWEEN date_trunc('month', %(first)s::date) AND %(last)s
),
recorded AS (
  SELECT i.group_id, date_trunc('month', i.occurred_on)::date AS month, i.field_code,
         count(*) FILTER (WHERE NOT i.is_pile_up) AS n,
         count(i.round_id) FILTER (WHERE NOT i.is_pile_up) AS in_rounds,
         bool_or(i.is_pile_up) AS has_pile_up,
         string_agg(DISTINCT replace(replace(round.code, '%%', '%%25'), ',', '%%2C'), ',') AS rounds
    FROM incident AS i
    LEFT JOIN open_round AS round ON round.id = i.round_id
   WHERE i.ward_id = %(ward)s AND is_counted(i.state)
     AND i.occurred_on >= date_trunc('month', %(first)s::date)
     AND i.occurred_on < date_trunc('month', %(last)s::date) + interval '1 month'
   GROUP BY 1, 2, 3
)
SELECT reported.id AS row_id, area.name AS group_name, reported.month, field.name_vi AS field_name,
       field.name_en AS field_name_en, reported.n AS reported, coalesce(recorded.n, 0) AS recorded,
       coalesce(recorded.in_rounds, 0) AS in_rounds, reported.n - coalesce(recorded.n, 0) AS difference,
       CASE WHEN NOT recorded.has_pile_up THEN opens.map END AS recorded_map,
       CASE WHEN NOT recorded.has_pile_up AND recorded.in_rounds > 0
            THEN opens.map || jsonb_build_object('round', recorded.rounds) END AS in_rounds_map
  FROM reported
  JOIN area ON area.id = reported.group_id
  JOIN field ON field.code = reported.field_code
  LEFT JOIN recorded USING (group_id, month, field_code)
 CROSS JOIN LATERAL (SELECT jsonb_build_object(
   'from', reported.month, 'to', (reported.month + interval '1 month' - interval '1 day')::date,
   'field', reported.field_code,
   'group', area.code || '@' || to_char(area.valid_from, 'YYYY-MM-DD')) AS map) AS opens
 WHERE reported.n <> coalesce(recorded.n, 0)
 ORDER BY abs(reported.n - coalesce(recorded.n, 0)) DESC, area.code, reported.month, field.sort
