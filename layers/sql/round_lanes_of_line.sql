-- Note the lanes that a round's line went along: half of each, or more, lies so near to it.
WITH line AS MATERIALIZED (
  SELECT ST_Buffer(ST_Transform(geom, %(srid)s), %(near)s) AS geom
    FROM inspection_round WHERE id = %(id)s AND geom IS NOT NULL
), lanes AS (
  SELECT id, ST_Transform(geom, %(srid)s) AS geom FROM lane WHERE ward_id = %(ward)s
)
INSERT INTO inspection_round_lane (round_id, lane_id, ward_id)
SELECT %(id)s, lanes.id, %(ward)s
  FROM line JOIN lanes ON ST_Intersects(lanes.geom, line.geom)
 WHERE ST_Length(ST_Intersection(lanes.geom, line.geom)) >= ST_Length(lanes.geom) / 2
ON CONFLICT DO NOTHING
