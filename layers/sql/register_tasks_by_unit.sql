-- Scorecard of each unit: the tasks due in a period, by how they stand on the day %(as_of)s. Cancelled
-- ones are left out, as in the figure `list_figure`; what is done without a day is neither late nor on time.
WITH task AS (
  SELECT r.unit_id, r.due_on, r.done_on, r.done_on IS NULL AND r.state = 'xong' AS is_undated,
         r.done_on IS NULL OR r.done_on > %(as_of)s AS is_open
    FROM register_task AS r
   WHERE r.ward_id = %(ward)s
     AND r.deleted_at IS NULL
     AND r.state <> 'huy'
     AND r.due_on BETWEEN %(first)s AND %(last)s
)
SELECT unit.id AS row_id, 'unit_id' AS list_by, 'tasks' AS list_figure, unit.name AS unit_name, unit.head,
       count(*) AS due,
       count(*) FILTER (WHERE NOT is_open AND done_on <= due_on) AS on_time,
       count(*) FILTER (WHERE NOT is_open AND done_on > due_on) AS done_late,
       count(*) FILTER (WHERE is_open AND NOT is_undated AND due_on < %(as_of)s) AS late,
       count(*) FILTER (WHERE is_open AND NOT is_undated AND due_on >= %(as_of)s) AS open,
       count(*) FILTER (WHERE is_undated) AS undated,
       round(100.0 * count(*) FILTER (WHERE NOT is_open AND done_on <= due_on) / count(*))::integer AS percent,
       opens.rows AS due_rows, opens.rows || '{"status": "done"}' AS on_time_rows,
       opens.rows || '{"status": "done_late"}' AS done_late_rows,
       opens.rows || '{"status": "late"}' AS late_rows, opens.rows || '{"status": "open"}' AS open_rows,
       opens.rows || '{"figure": "undated"}' AS undated_rows
  FROM task
  JOIN register_unit AS unit ON unit.id = task.unit_id
 CROSS JOIN LATERAL (SELECT jsonb_build_object('unit_id', unit.id, 'figure', 'tasks') AS rows) AS opens
 GROUP BY unit.id, opens.rows
 ORDER BY percent, unit.name COLLATE vietnamese
