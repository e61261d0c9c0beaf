-- Scorecard of each unit: the tasks due in a period, by how they stand on the day %(as_of)s.
SELECT unit.id AS row_id, 'unit_id' AS list_by, unit.name AS unit_name, unit.head,
       count(*) AS due,
       count(*) FILTER (WHERE r.done_on <= r.due_on AND r.done_on <= %(as_of)s) AS on_time,
       count(*) FILTER (WHERE r.done_on > r.due_on AND r.done_on <= %(as_of)s) AS done_late,
       count(*) FILTER (WHERE coalesce(r.done_on > %(as_of)s, true) AND r.due_on < %(as_of)s) AS late,
       count(*) FILTER (WHERE coalesce(r.done_on > %(as_of)s, true) AND r.due_on >= %(as_of)s) AS open,
       round(100.0 * count(*) FILTER (WHERE r.done_on <= r.due_on AND r.done_on <= %(as_of)s)
             / count(*))::integer AS percent
  FROM register_task AS r
  JOIN register_unit AS unit ON unit.id = r.unit_id
 WHERE r.ward_id = %(ward)s
   AND r.deleted_at IS NULL
   AND r.state <> 'huy'
   AND r.due_on BETWEEN %(first)s AND %(last)s
 GROUP BY unit.id
 ORDER BY percent, unit.name
