-- The shapes of parcels, of some rows of the register or of a project, as paths in metres with their areas.
SELECT v.id, v.parcel_id, v.project_id, v.code, v.stage, v.area_m2, v.measured_m2, v.differs_m2,
       ST_AsSVG(placed, 0, 2) AS path,
       ST_XMin(placed) AS west, -ST_YMax(placed) AS top, ST_XMax(placed) AS east, -ST_YMin(placed) AS bottom,
       ST_Y(middle) AS lat, ST_X(middle) AS lon
  FROM layer_parcels AS v
 CROSS JOIN LATERAL ST_Transform(v.geom, %(srid)s) AS placed
 CROSS JOIN LATERAL ST_PointOnSurface(v.geom) AS middle
 WHERE v.ward_id = %(ward)s
   AND (v.parcel_id = ANY(%(parcels)s) OR v.project_id = %(project)s)
 ORDER BY v.code, v.id
