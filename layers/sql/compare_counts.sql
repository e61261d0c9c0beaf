-- Incidents of two periods by unit. Rows on a default location say nothing about a place: they
-- stand under no unit, as do those that lie in none.
SELECT CASE WHEN NOT incident.is_pile_up THEN {unit} END AS id,
       count(*) FILTER (WHERE incident.occurred_on BETWEEN %(before_first)s AND %(before_last)s) AS before,
       count(*) FILTER (WHERE incident.occurred_on BETWEEN %(after_first)s AND %(after_last)s) AS after
  FROM incident
 WHERE {condition}
 GROUP BY 1
