SELECT category.code AS value, category.field_code, category.name_vi, category.name_en,
       coalesce(counted.n, 0)::integer AS n
  FROM category
  JOIN field ON field.code = category.field_code
  LEFT JOIN (SELECT incident.category_code, count(*) AS n FROM incident WHERE {condition} GROUP BY 1) AS counted
    ON counted.category_code = category.code
 WHERE category.ward_id = %(ward_id)s AND (category.is_active OR counted.n > 0)
 ORDER BY field.sort, category.sort, category.code
