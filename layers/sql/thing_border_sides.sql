-- The two sides of a border area in metres: what of each group lies within so many metres of the other, or of
-- the outer edge of the ward's groups of that day where there is no second group.
SELECT side.number, side.unit, ST_AsSVG(side.geom, 0, 1) AS path, ST_Area(side.geom) AS area_m2,
       ST_XMin(side.geom) AS west, ST_XMax(side.geom) AS east, ST_YMin(side.geom) AS south, ST_YMax(side.geom) AS north,
       ST_Y(spot) AS lat, ST_X(spot) AS lon
  FROM ({sides}) AS side
 CROSS JOIN LATERAL (SELECT ST_Transform(ST_PointOnSurface(side.geom), 4326) AS spot) AS s
 WHERE NOT ST_IsEmpty(side.geom)
 ORDER BY side.number
