-- Tasks by the head in whose term they were due, as they stand on the day %(as_of)s; cancelled ones left out.
WITH task AS (
  SELECT t.unit_id, t.due_on, t.done_on, t.done_on IS NULL AND t.state = 'xong' AS is_undated,
         t.done_on IS NULL OR t.done_on > %(as_of)s AS is_open
    FROM register_task AS t
   WHERE t.ward_id = %(ward)s AND t.deleted_at IS NULL AND t.state <> 'huy'
     AND t.due_on BETWEEN %(first)s AND %(last)s
)
SELECT r.id AS row_id, unit.name AS unit_name, r.person, r.since, r.until,
       count(task.due_on) AS due,
       count(*) FILTER (WHERE NOT task.is_open AND task.done_on <= task.due_on) AS on_time,
       count(*) FILTER (WHERE NOT task.is_open AND task.done_on > task.due_on) AS done_late,
       count(*) FILTER (WHERE task.is_open AND NOT task.is_undated AND task.due_on < %(as_of)s) AS late,
       count(*) FILTER (WHERE task.is_open AND NOT task.is_undated AND task.due_on >= %(as_of)s) AS open,
       count(*) FILTER (WHERE task.is_undated) AS undated
  FROM register_head_term AS r
  JOIN register_unit AS unit ON unit.id = r.unit_id
  LEFT JOIN task ON task.unit_id = r.unit_id AND daterange(r.since, r.until, '[]') @> task.due_on
 WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL
   AND daterange(r.since, r.until, '[]') && daterange(%(first)s, %(last)s, '[]')
 GROUP BY r.id, unit.id
 ORDER BY unit.name COLLATE vietnamese, r.since
