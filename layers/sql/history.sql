-- What was changed, and why where somebody said so; then how the record came to be where an import
-- brought it: those inserts have no entries of their own.
SELECT entry.id, entry.at, entry.actor, entry.action, entry.before, entry.after,
       coalesce(edit.reason, '') AS reason, edit.action AS edited
  FROM (
    SELECT id, at, actor, action, before, after
      FROM change_log
     WHERE table_name = %(table)s AND row_id = %(id)s::bigint::text AND ward_id = %(ward_id)s
    UNION ALL
    SELECT 0, run.finished_at, run.actor, 'insert', NULL, NULL
      FROM {table} AS t
      JOIN import_run AS run
        ON run.id = import_of_origin(%(table)s, t.id, (to_jsonb(t) ->> 'import_id')::bigint)
     WHERE t.id = %(id)s::bigint AND t.ward_id = %(ward_id)s
       AND NOT EXISTS (
         SELECT FROM change_log AS c
          WHERE c.table_name = %(table)s AND c.row_id = %(id)s::bigint::text AND c.action = 'insert')
  ) AS entry
  LEFT JOIN edit ON edit.ward_id = %(ward_id)s AND edit.changes @> ARRAY[entry.id::bigint]
 ORDER BY entry.id DESC
 LIMIT %(length)s
