-- One row more than the page holds tells whether there is a next one.
WITH page AS (
  SELECT v.id::bigint AS page_id, v.*
    FROM {table}
   WHERE {condition}
     AND v.id > %(after)s
   ORDER BY v.id
   LIMIT %(limit)s + 1
),
shown AS (
  SELECT * FROM page ORDER BY page_id LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM page)::integer AS found,
       max(v.page_id) AS last_id,
       string_agg(
         json_build_object('type', 'Feature', 'id', v.page_id,
                           'geometry', ST_AsGeoJSON(v.geom, 7)::json,
                           'properties', {properties})::text,
         ',' ORDER BY v.page_id) AS features
  FROM shown AS v
