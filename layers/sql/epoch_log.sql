-- Who did what to an epoch and to its lineage, newest first.
SELECT at, actor, action, table_name, row_id, before, after
  FROM change_log
 WHERE ward_id = %(ward)s
   AND ((table_name = 'area_epoch' AND row_id = %(id)s::text)
        OR (table_name = 'area_lineage' AND action = 'update'
             AND after ->> 'corrected_at' IS DISTINCT FROM before ->> 'corrected_at'
            AND row_id IN (SELECT l.id::text FROM area_lineage AS l WHERE l.epoch_id = %(id)s)))
 ORDER BY id DESC LIMIT 100
