-- The lanes of a ward: in metres to walk along, in degrees to draw, with a point on each.
SELECT lane.id, coalesce(nullif(lane.name, ''), lane.code) AS name,
       ST_AsBinary(ST_Transform(lane.geom, %(srid)s)) AS metric,
       ST_AsGeoJSON(lane.geom, 6)::json AS geometry,
       ST_X(middle) AS lon, ST_Y(middle) AS lat
  FROM lane, ST_PointOnSurface(lane.geom) AS middle
 WHERE lane.ward_id = %(ward)s
 ORDER BY lane.code
