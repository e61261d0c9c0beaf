-- What is drawn on a sheet: class, name, shape in metres cut to the sheet; every nth where they are
-- too many to be told apart.
SELECT drawn.*
  FROM (
    SELECT v.id, {attributes},
           ST_AsBinary(ST_ClipByBox2D(ST_Transform(v.geom, %(srid)s),
                       ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s)::box2d)) AS shape
      FROM {table}
     WHERE {condition}
       AND v.id %% %(step)s = 0
  ) AS drawn
 WHERE drawn.c >= 0 AND drawn.shape IS NOT NULL
 ORDER BY drawn.id
