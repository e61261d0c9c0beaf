-- The incidents behind one cell of a run, newest first.
SELECT v.id, ST_X(v.geom) AS lon, ST_Y(v.geom) AS lat, {fields}
  FROM layer_incidents AS v
 WHERE v.ward_id = %(ward_id)s AND v.id = ANY (%(members)s::bigint[])
 ORDER BY v.occurred_at DESC, v.id
 LIMIT %(most)s
