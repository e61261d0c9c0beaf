-- Squares of 100 m by their keys (column_row, of a grid fixed in the ward's metric CRS), named by the lane
-- that most of their incidents lie on.
SELECT cell.key AS id, cell.key,
       coalesce((SELECT mode() WITHIN GROUP (ORDER BY coalesce(nullif(lane.name, ''), lane.code))
                   FROM incident JOIN lane ON lane.id = incident.lane_id
                  WHERE incident.ward_id = %(ward_id)s AND NOT incident.is_pile_up
                    AND incident.geom && cell.geom AND ST_Covers(cell.geom, incident.geom)) || ' · ', '')
         || replace(cell.key, '_', '/') AS name,
       1.0 AS size, ST_AsGeoJSON(cell.geom, 6)::json AS geometry
  FROM (SELECT key, ST_Transform(ST_MakeEnvelope(x * %(cell_m)s, y * %(cell_m)s, (x + 1) * %(cell_m)s,
                                                 (y + 1) * %(cell_m)s, %(srid)s), 4326) AS geom
          FROM unnest(%(keys)s::text[]) AS key,
       LATERAL (SELECT split_part(key, '_', 1)::integer AS x, split_part(key, '_', 2)::integer AS y) AS at
       ) AS cell
 ORDER BY cell.key
