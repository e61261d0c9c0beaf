-- What is drawn on a sheet: class, name, shape in metres cut to the sheet. Where they are too many to
-- be told apart: every nth along the curve by which PostGIS sorts geometries (Hilbert's), which
-- leaves as large a share of each part of the sheet, whatever the order in which rows came.
SELECT drawn.*
  FROM (
    SELECT v.id, {attributes},
           ST_AsBinary(ST_ClipByBox2D(ST_Transform(v.geom, %(srid)s),
                       ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s)::box2d)) AS shape
      FROM (
        SELECT v.*, row_number() OVER (ORDER BY v.geom, v.id) AS nth
          FROM {table}
         WHERE {condition}
      ) AS v
     WHERE (v.nth - 1) %% %(step)s = 0
  ) AS drawn
 WHERE drawn.c >= 0 AND drawn.shape IS NOT NULL
 ORDER BY drawn.id
