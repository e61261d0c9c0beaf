-- What cells reported beside what is on record: group × month × field, only where they differ.
-- A report speaks of a whole month: every month that the period touches is compared whole.
-- Incidents are counted in the group of their own day, without those on a default location.
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
         count(*) AS n, count(i.round_id) AS in_rounds
    FROM incident AS i
   WHERE i.ward_id = %(ward)s
     AND NOT i.is_pile_up
     AND i.occurred_on >= date_trunc('month', %(first)s::date)
     AND i.occurred_on < date_trunc('month', %(last)s::date) + interval '1 month'
   GROUP BY 1, 2, 3
)
SELECT reported.id AS row_id, area.name AS group_name, reported.month, field.name_vi AS field_name,
       field.name_en AS field_name_en, reported.n AS reported, coalesce(recorded.n, 0) AS recorded,
       coalesce(recorded.in_rounds, 0) AS in_rounds, reported.n - coalesce(recorded.n, 0) AS difference
  FROM reported
  JOIN area ON area.id = reported.group_id
  JOIN field ON field.code = reported.field_code
  LEFT JOIN recorded USING (group_id, month, field_code)
 WHERE reported.n <> coalesce(recorded.n, 0)
 ORDER BY abs(reported.n - coalesce(recorded.n, 0)) DESC, area.code, reported.month, field.sort
