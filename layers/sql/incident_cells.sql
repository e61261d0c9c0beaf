-- Public squares: id, n, style_key and geometry of the cells that hold enough incidents.
-- Default locations are no place, so they are not counted. Numbers are rounded down: the difference of two
-- answers, with a category and without it, would be the small count that neither of them tells.
SELECT (cell.row_no + 1048576) * 2097152 + cell.column_no + 1048576 AS id,
       cell.n - mod(cell.n, %(fewest)s) AS n,
       CASE WHEN cell.n >= 50 THEN '50' WHEN cell.n >= 25 THEN '25'
            WHEN cell.n >= 10 THEN '10' ELSE '5' END AS style_key,
       ST_Transform(cell.square, 4326) AS geom,
       ST_Transform(cell.square, 3857) AS geom_3857
  FROM (
    SELECT counted.*,
           ST_MakeEnvelope(column_no * %(cell_m)s, row_no * %(cell_m)s,
                           (column_no + 1) * %(cell_m)s, (row_no + 1) * %(cell_m)s, %(srid)s) AS square
      FROM (
        SELECT incident.column_no::bigint AS column_no, incident.row_no::bigint AS row_no,
               sum(incident.n)::integer AS n
          FROM {squares} AS incident
         WHERE {condition}
           AND NOT incident.is_pile_up
         GROUP BY 1, 2
        HAVING sum(incident.n) >= %(fewest)s
      ) AS counted
  ) AS cell
