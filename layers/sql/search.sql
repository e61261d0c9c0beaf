-- Names are folded as geo.names.fold does. Numbers must be right, words may be misspelt.
WITH candidate AS (
  SELECT 'lane' AS kind, 'lanes' AS layer, id, name AS title, '' AS detail, geom, false AS is_group
    FROM lane WHERE ward_id = %(ward_id)s AND name <> ''
  UNION ALL
  -- the newest form of each group, also of one that has ended
  (SELECT DISTINCT ON (code) 'group', 'groups', id, name, basis, geom, true
     FROM area WHERE ward_id = %(ward_id)s AND kind = 'group'
    ORDER BY code, valid_from DESC)
  UNION ALL
  SELECT 'facility', 'facilities', id, name, '', geom, false
    FROM facility WHERE ward_id = %(ward_id)s
  UNION ALL
  SELECT 'site', 'sites', id, address, code, geom, false
    FROM site WHERE ward_id = %(ward_id)s AND address <> '' AND %(is_staff)s
  UNION ALL
  SELECT 'place', 'places', id, name, address, geom, false
    FROM place WHERE ward_id = %(ward_id)s AND %(is_staff)s
  UNION ALL
  -- layers of the ward's own, by the field that names their rows; there may be a great many, so that
  -- the words must stand there as they are typed
  (SELECT 'own', f.layer, f.id, left(f.properties ->> c.label, 80), c.title_vi, f.geom, false
     FROM custom_layer AS c JOIN feature AS f ON f.ward_id = c.ward_id AND f.layer = c.name
    WHERE c.ward_id = %(ward_id)s AND c.deleted_at IS NULL AND c.visible_to = ANY(%(visible)s)
      AND lower(left(f.properties ->> c.label, 80)) LIKE ALL (%(parts)s)
    ORDER BY length(f.properties ->> c.label), f.id
    LIMIT 200)
),
folded AS (
  SELECT candidate.*, fold_vi(title) AS name FROM candidate
),
numbered AS (
  SELECT folded.*,
         CASE WHEN is_group THEN ltrim(substring(name FROM '\m(\d+[a-z]?)\M'), '0') END AS group_number
    FROM folded
),
scored AS (
  SELECT numbered.*,
         CASE WHEN group_number = %(group_number)s THEN 5
              WHEN name = %(words)s THEN 4
              WHEN starts_with(name, %(words)s) THEN 3
              WHEN string_to_array(name, ' ') @> %(each_word)s::text[] THEN 2
              WHEN position(' ' || %(words)s IN name) > 0 THEN 1
              ELSE 0 END AS grade,
         greatest(similarity(name, %(words)s), word_similarity(%(words)s, name) - 0.1) AS alike
    FROM numbered
   WHERE string_to_array(name, ' ') @> %(numbers)s::text[]
      OR starts_with(name, %(words)s)
      OR group_number = %(group_number)s
)
SELECT kind, layer, id, title, detail,
       ST_XMin(geom) AS west, ST_YMin(geom) AS south, ST_XMax(geom) AS east, ST_YMax(geom) AS north
  FROM scored
 WHERE grade > 0 OR alike >= %(alike)s
 ORDER BY grade DESC, alike DESC, length(name), name, kind, id
 LIMIT %(most)s
