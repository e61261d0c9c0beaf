-- Categories that an incident may have: those in use, and the one that the edited incident has (id, or NULL).
SELECT c.code AS id, f.name_vi || ' · ' || c.name_vi AS words, f.name_en || ' · ' || c.name_en AS words_en
  FROM category AS c
  JOIN field AS f ON f.code = c.field_code
 WHERE c.ward_id = %(ward)s
   AND (c.is_active OR c.code = (SELECT i.category_code FROM incident AS i WHERE i.ward_id = c.ward_id AND i.id = %(id)s::bigint))
 ORDER BY f.sort, c.sort, c.code
