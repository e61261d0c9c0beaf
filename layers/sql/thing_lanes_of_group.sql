-- The lanes of a resident group: those with at least so many metres inside it, the longest first.
SELECT lane.id, lane.code, coalesce(nullif(lane.name, ''), lane.code) AS name, lane.width_m,
       ST_Length(ST_Intersection(ST_Transform(lane.geom, %(srid)s), ST_Transform(area.geom, %(srid)s))) AS inside_m
  FROM area
  JOIN lane ON lane.ward_id = area.ward_id AND lane.geom && area.geom AND ST_Intersects(lane.geom, area.geom)
 WHERE area.id = %(id)s AND area.ward_id = %(ward)s
   AND ST_Length(ST_Intersection(ST_Transform(lane.geom, %(srid)s), ST_Transform(area.geom, %(srid)s))) >= %(least_m)s
 ORDER BY inside_m DESC, lane.code
