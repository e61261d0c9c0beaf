-- How much of every lane the rounds of a period walked: what of it lies within so many metres of
-- where they went. Lanes that a round only crosses are hardly walked. Rounds go the same ways again
-- and again: each step of a line is taken once, whoever walked it and which way.
WITH step AS (
  SELECT DISTINCT ST_Normalize((ST_DumpSegments(walk.geom)).geom) AS geom
    FROM open_round AS walk
   WHERE walk.ward_id = %(ward)s AND walk.geom IS NOT NULL
     AND walk.started_on <= %(last)s AND walk.ended_on >= %(first)s
), walked AS (
  SELECT ST_Union(ST_Buffer(ST_Transform(step.geom, %(srid)s), %(within_m)s)) AS geom FROM step
), lanes AS (
  SELECT lane.id, ST_Transform(lane.geom, %(srid)s) AS geom FROM lane WHERE lane.ward_id = %(ward)s
)
SELECT lanes.id, ST_Length(lanes.geom) AS length_m,
       coalesce(ST_Length(ST_Intersection(lanes.geom, walked.geom)), 0) AS walked_m
  FROM lanes CROSS JOIN walked
 ORDER BY lanes.id
