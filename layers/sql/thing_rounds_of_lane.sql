-- The rounds that walked a lane: within so many metres of it over at least a share of its length.
WITH here AS MATERIALIZED (
  SELECT lane.id, lane.geom_3857, ST_Transform(lane.geom, %(srid)s) AS geom
    FROM lane WHERE lane.id = %(id)s AND lane.ward_id = %(ward)s
), near AS MATERIALIZED (
  -- Only what of a walk comes near the lane is widened: the whole of a long one costs far more.
  SELECT round.id, round.code, round.body, round.started_on,
         ST_Simplify(ST_ClipByBox2D(ST_Transform(round.geom, %(srid)s),
                                    ST_Expand(here.geom, 2 * %(within_m)s)::box2d), 0.1) AS geom
    FROM here JOIN open_round AS round
      ON round.ward_id = %(ward)s AND round.geom_3857 && ST_Expand(here.geom_3857, 2 * %(within_m)s)
), walked AS MATERIALIZED (
  SELECT near.id, near.code, near.body, near.started_on, here.id AS lane_id,
         ST_Length(ST_Intersection(here.geom, ST_Buffer(near.geom, %(within_m)s, 'quad_segs=4')))
           / nullif(ST_Length(here.geom), 0) AS share
    FROM near CROSS JOIN here WHERE NOT ST_IsEmpty(near.geom)
)
SELECT walked.id, code, body, started_on, share,
       (SELECT count(*) FROM incident
         WHERE incident.round_id = walked.id AND incident.lane_id = walked.lane_id
           AND is_counted(incident.state)) AS incidents
  FROM walked WHERE share >= %(least_share)s
 ORDER BY started_on DESC, code
