SELECT field.code AS value, field.name_vi, field.name_en, coalesce(counted.n, 0) AS n
  FROM field
  LEFT JOIN unnest(%(values)s::text[], %(numbers)s::integer[]) AS counted (value, n) ON counted.value = field.code
 ORDER BY field.sort
