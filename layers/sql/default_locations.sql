-- Coordinates with rows kept out of analysis, and those a person decided about; the newest verdict holds.
WITH verdict AS (
  SELECT DISTINCT ON (geom) geom, is_default, note, decided_by, decided_at
    FROM location_verdict WHERE ward_id = %(ward)s ORDER BY geom, id DESC
), spot AS (
  SELECT geom FROM verdict
  UNION
  SELECT geom FROM incident WHERE ward_id = %(ward)s AND is_pile_up
)
SELECT ST_X(spot.geom) AS lon, ST_Y(spot.geom) AS lat, held.rows, held.left_out, v.is_default, v.note,
       v.decided_by, v.decided_at
  FROM spot
  CROSS JOIN LATERAL (
    SELECT count(*)::integer AS rows, count(*) FILTER (WHERE is_pile_up)::integer AS left_out
      FROM incident WHERE ward_id = %(ward)s AND ST_DWithin(geom, spot.geom, %(near)s)
  ) AS held
  LEFT JOIN verdict AS v ON v.geom = spot.geom
 ORDER BY held.rows DESC, lon, lat
