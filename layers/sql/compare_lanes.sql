-- The lanes of a ward with their lengths in units of 100 m.
SELECT lane.id, lane.id::text AS key, coalesce(nullif(lane.name, ''), lane.code) AS name,
       ST_Length(ST_Transform(lane.geom, %(srid)s)) / 100 AS size,
       ST_AsGeoJSON(lane.geom, 6)::json AS geometry
  FROM lane
 WHERE lane.ward_id = %(ward_id)s
 ORDER BY lane.code
