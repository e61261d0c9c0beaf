-- How much of every lane the rounds of a period walked: what of it lies within so many metres of
-- where they went. Lanes that a round only crosses are hardly walked.
WITH walked AS (
  SELECT ST_Union(ST_Buffer(ST_Transform(inspection_round.geom, %(srid)s), %(within_m)s)) AS geom
    FROM inspection_round
   WHERE inspection_round.ward_id = %(ward)s AND inspection_round.geom IS NOT NULL
     AND inspection_round.started_on <= %(last)s AND inspection_round.ended_on >= %(first)s
), lanes AS (
  SELECT lane.id, ST_Transform(lane.geom, %(srid)s) AS geom FROM lane WHERE lane.ward_id = %(ward)s
)
SELECT lanes.id, ST_Length(lanes.geom) AS length_m,
       coalesce(ST_Length(ST_Intersection(lanes.geom, walked.geom)), 0) AS walked_m
  FROM lanes CROSS JOIN walked
 ORDER BY lanes.id
