-- Records that meet one and could be merged with it: lines that touch it, areas beside it of its time.
SELECT t.id, t.code, t.name,
       (SELECT coalesce(max(c.id), 0) FROM change_log AS c
         WHERE c.table_name = %(table)s AND c.row_id = t.id::text) AS version
  FROM {table} AS t
  JOIN {table} AS this ON this.id = %(id)s AND this.ward_id = t.ward_id
 WHERE t.ward_id = %(ward)s AND t.id <> this.id AND {condition} AND {same_time}
   AND ST_DWithin(t.geom, this.geom, 1e-6)
 ORDER BY length(t.code), t.code
 LIMIT 60
