SELECT incident_state.code AS value, incident_state.name_vi, incident_state.name_en,
       coalesce(counted.n, 0)::integer AS n
  FROM incident_state
  LEFT JOIN (SELECT incident.state, count(*) AS n FROM incident WHERE {condition} GROUP BY 1) AS counted
    ON counted.state = incident_state.code
 ORDER BY incident_state.sort
