SELECT date_trunc('month', incident.occurred_on)::date AS value, count(*)::integer AS n
  FROM incident
 WHERE {condition}
 GROUP BY 1
 ORDER BY 1
