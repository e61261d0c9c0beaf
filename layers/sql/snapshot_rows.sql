-- The rows of a layer for a one-file map: class, days, shape in degrees and the fields in order.
-- One row more than allowed tells that there are too many.
SELECT {style} AS c,
       {first} AS first,
       {last} AS last,
       ST_AsGeoJSON(v.geom, 6)::json AS shape,
       json_build_array({fields}) AS p
  FROM {table}
 WHERE {condition}
   AND NOT ST_IsEmpty(v.geom)
 ORDER BY {order}
 LIMIT %(limit)s + 1
