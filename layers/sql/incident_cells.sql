-- Public squares: id, n, style_key and geometry of the cells that hold enough incidents.
-- Default locations are no place, so they are not counted.
SELECT (cell.row_no + 1048576) * 2097152 + cell.column_no + 1048576 AS id,
       cell.n,
       CASE WHEN cell.n >= 50 THEN '50' WHEN cell.n >= 25 THEN '25'
            WHEN cell.n >= 10 THEN '10' ELSE '5' END AS style_key,
       ST_Transform(cell.square, 4326) AS geom,
       ST_Transform(cell.square, 3857) AS geom_3857
  FROM (
    SELECT counted.*,
           ST_MakeEnvelope(column_no * %(cell_m)s, row_no * %(cell_m)s,
                           (column_no + 1) * %(cell_m)s, (row_no + 1) * %(cell_m)s, %(srid)s) AS square
      FROM (
        SELECT floor(ST_X(place.geom) / %(cell_m)s)::bigint AS column_no,
               floor(ST_Y(place.geom) / %(cell_m)s)::bigint AS row_no,
               count(*)::integer AS n
          FROM incident
         CROSS JOIN LATERAL (SELECT ST_Transform(incident.geom, %(srid)s) AS geom OFFSET 0) AS place
         WHERE {condition}
           AND NOT incident.is_pile_up
         GROUP BY 1, 2
        HAVING count(*) >= %(fewest)s
      ) AS counted
  ) AS cell
