-- The ids of a page, and one more.
SELECT v.id::bigint AS page_id
  FROM {table}
 WHERE {condition}
   AND v.id > %(after)s
 ORDER BY v.id
 LIMIT %(limit)s + 1
