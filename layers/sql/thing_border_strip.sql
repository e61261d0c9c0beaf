-- The sides of a border area (id) as polygons in metres, each with the unit that owns it.
SELECT 1 AS number, b.first_unit AS unit, ST_Intersection(one.geom, ST_Buffer(other.geom, b.width_m)) AS geom
  FROM register_border_area AS b
 CROSS JOIN LATERAL (SELECT ST_Transform(geom, %(srid)s) AS geom FROM area WHERE id = b.first_id) AS one
 CROSS JOIN LATERAL (
   SELECT CASE WHEN b.second_id IS NOT NULL
               THEN (SELECT ST_Transform(geom, %(srid)s) FROM area WHERE id = b.second_id)
               ELSE (SELECT ST_Boundary(ST_Union(ST_Transform(g.geom, %(srid)s)))
                       FROM area AS g JOIN area AS f ON f.id = b.first_id
                      WHERE g.ward_id = b.ward_id AND g.kind = 'group' AND g.valid @> lower(f.valid)) END AS geom
 ) AS other
 WHERE b.ward_id = %(ward)s AND b.id = %(id)s
UNION ALL
SELECT 2, b.second_unit, ST_Intersection(two.geom, ST_Buffer(one.geom, b.width_m))
  FROM register_border_area AS b
 CROSS JOIN LATERAL (SELECT ST_Transform(geom, %(srid)s) AS geom FROM area WHERE id = b.first_id) AS one
 CROSS JOIN LATERAL (SELECT ST_Transform(geom, %(srid)s) AS geom FROM area WHERE id = b.second_id) AS two
 WHERE b.ward_id = %(ward)s AND b.id = %(id)s AND b.second_id IS NOT NULL
