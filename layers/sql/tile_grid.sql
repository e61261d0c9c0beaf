-- A tile of counts: 64 x 64 cells, each a point in the cell's middle with its count and the class of
-- its majority (-1: none has more than half).
SELECT ST_AsMVT(drawn, %(layer)s, 4096, 'geom')
  FROM (
    SELECT sum(n)::integer AS n,
           CASE WHEN 2 * max(n) > sum(n) THEN (array_agg(c ORDER BY n DESC, c))[1] ELSE -1 END AS c,
           ST_MakePoint((column_no - %(x)s * 64) * 64 + 32, (row_no - %(y)s * 64) * 64 + 32) AS geom
      FROM (
        SELECT incident.cell_x >> %(shift)s AS column_no,
               incident.cell_y >> %(shift)s AS row_no,
               {class_of} AS c,
               sum(incident.n) AS n
          FROM {counted}
         WHERE {condition}
           AND incident.cell_x BETWEEN (%(x)s * 64) << %(shift)s AND (((%(x)s + 1) * 64) << %(shift)s) - 1
           AND incident.cell_y BETWEEN (%(y)s * 64) << %(shift)s AND (((%(y)s + 1) * 64) << %(shift)s) - 1
         GROUP BY 1, 2, 3
      ) AS by_class
     GROUP BY column_no, row_no
     ORDER BY row_no, column_no
  ) AS drawn
