-- The resident groups of one day.
SELECT area.id, area.code AS key, area.name,
       ST_Area(ST_Transform(area.geom, %(srid)s)) / 1e6 AS size,
       ST_AsGeoJSON(area.geom, 6)::json AS geometry
  FROM area
 WHERE area.ward_id = %(ward_id)s AND area.kind = 'group' AND area.valid @> %(on)s
 ORDER BY area.code
