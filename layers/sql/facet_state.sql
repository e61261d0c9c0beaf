SELECT incident_state.code AS value, incident_state.name_vi, incident_state.name_en, coalesce(counted.n, 0) AS n
  FROM incident_state
  LEFT JOIN unnest(%(values)s::text[], %(numbers)s::integer[]) AS counted (value, n)
    ON counted.value = incident_state.code
 ORDER BY incident_state.sort
