-- The group around a thing on a day (null: the newest) and the nearest lane within 30 m, in metres.
WITH thing AS (
  SELECT ST_PointOnSurface(ST_SetSRID(ST_GeomFromGeoJSON(%(geometry)s), 4326)) AS geom
)
(SELECT 'group' AS kind, area.id, area.code, area.name
   FROM area, thing
  WHERE area.ward_id = %(ward_id)s AND area.kind = 'group'
    AND ST_Covers(area.geom, thing.geom)
    AND (%(on)s::date IS NULL
         OR (area.valid_from <= %(on)s AND (area.valid_to IS NULL OR area.valid_to > %(on)s)))
  ORDER BY area.valid_from DESC, area.code LIMIT 1)
UNION ALL
(SELECT 'lane', near.id, near.code, near.name
   FROM (
     SELECT lane.*, ST_Distance(ST_Transform(lane.geom, %(srid)s), ST_Transform(thing.geom, %(srid)s)) AS away_m
       FROM lane, thing
      WHERE lane.ward_id = %(ward_id)s
        -- a box that surely holds 30 m up to 80 degrees of latitude
        AND lane.geom_3857 && ST_Expand(ST_Transform(thing.geom, 3857), 180)
      ORDER BY away_m, lane.id LIMIT 1
   ) AS near
  WHERE near.away_m <= 30)
