-- Units that hold a contracted route in the period, and those that have incidents. Last: with no holder,
-- and so are incidents on a default location, as on the board.
WITH by_route AS (
  SELECT link.route_id, count(*)::integer AS n
    FROM incident
    LEFT JOIN incident_route AS link ON link.incident_id = incident.id AND NOT incident.is_pile_up
   WHERE {condition}
   GROUP BY 1
), counted AS (
  SELECT coalesce(nullif(route.holder_unit, ''), '-') AS unit, sum(by_route.n)::integer AS n
    FROM by_route
    LEFT JOIN route ON route.id = by_route.route_id
   GROUP BY 1
), known AS (
  SELECT DISTINCT holder_unit AS unit
    FROM route
   WHERE ward_id = %(ward_id)s AND holder_unit <> '' AND valid && daterange(%(period_first)s, %(period_last)s, '[]')
)
SELECT coalesce(counted.unit, known.unit) AS value, coalesce(counted.n, 0) AS n
  FROM known
  FULL JOIN counted ON counted.unit = known.unit
 WHERE EXISTS (SELECT FROM route WHERE ward_id = %(ward_id)s)
 ORDER BY coalesce(counted.unit, known.unit) = '-', length(coalesce(counted.unit, known.unit)), 1
