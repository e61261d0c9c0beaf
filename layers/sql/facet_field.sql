SELECT field.code AS value, field.name_vi, field.name_en, coalesce(counted.n, 0)::integer AS n
  FROM field
  LEFT JOIN (SELECT incident.field_code, count(*) AS n FROM incident WHERE {condition} GROUP BY 1) AS counted
    ON counted.field_code = field.code
 ORDER BY field.sort
