-- Who held a lane: routes that run along it (within so many metres) over at least a share of its length.
WITH here AS MATERIALIZED (
  SELECT lane.geom_3857, ST_Transform(lane.geom, %(srid)s) AS geom
    FROM lane WHERE lane.id = %(id)s AND lane.ward_id = %(ward)s
), near AS MATERIALIZED (
  SELECT route.id, route.code, route.name, route.holder_unit, route.valid_from, route.valid_to,
         ST_ClipByBox2D(ST_Transform(route.geom, %(srid)s),
                        ST_Expand(here.geom, 2 * %(within_m)s)::box2d) AS geom
    FROM here JOIN route
      ON route.ward_id = %(ward)s AND route.geom_3857 && ST_Expand(here.geom_3857, 2 * %(within_m)s)
), held AS MATERIALIZED (
  SELECT near.*, ST_Length(ST_Intersection(here.geom, ST_Buffer(near.geom, %(within_m)s)))
           / nullif(ST_Length(here.geom), 0) AS share
    FROM near CROSS JOIN here WHERE NOT ST_IsEmpty(near.geom)
)
SELECT id, code, name, holder_unit, valid_from, valid_to, share
  FROM held WHERE share >= %(least_share)s
 ORDER BY valid_from DESC, code
