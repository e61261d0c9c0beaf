SELECT category.code AS value, category.field_code, category.name_vi, category.name_en, coalesce(counted.n, 0) AS n
  FROM category
  JOIN field ON field.code = category.field_code
  LEFT JOIN unnest(%(values)s::text[], %(numbers)s::integer[]) AS counted (value, n) ON counted.value = category.code
 WHERE category.ward_id = %(ward_id)s AND (category.is_active OR counted.n > 0)
 ORDER BY field.sort, category.sort, category.code
