INSERT INTO undo_row (id, is_new, before, after)
WITH replaced AS (
  SELECT row_id::bigint AS id, before, after
    FROM change_log
   WHERE id BETWEEN %(first)s AND %(last)s AND table_name = %(table)s AND action = 'update'
     AND (after ->> 'import_id')::bigint = %(import)s
), changed_since AS (
  SELECT DISTINCT ON (row_id) row_id::bigint AS id, before
    FROM change_log
   WHERE id > %(last)s AND table_name = %(table)s AND ward_id = %(ward)s AND action <> 'insert'
   ORDER BY row_id, id
), inserted AS (
  SELECT id, before AS after FROM changed_since WHERE (before ->> 'import_id')::bigint = %(import)s
  UNION ALL
  SELECT t.id, NULL FROM {table} AS t
   WHERE t.ward_id = %(ward)s AND t.import_id = %(import)s
     AND NOT EXISTS (SELECT FROM changed_since AS c WHERE c.id = t.id)
)
SELECT id, false AS is_new, before, after FROM replaced
UNION ALL
SELECT id, true, NULL, after FROM inserted AS i
 WHERE NOT EXISTS (SELECT FROM replaced AS r WHERE r.id = i.id)
