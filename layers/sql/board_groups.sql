-- Incidents of the period and of the one before, by the group of each incident's own day.
-- Rows on a default location say nothing about a group: they stand under "no group".
WITH counted AS (
  SELECT area.code,
         max(area.name) AS name,
         count(*) FILTER (WHERE incident.occurred_on >= %(period_first)s) AS n,
         count(*) FILTER (WHERE incident.occurred_on BETWEEN %(previous_first)s AND %(previous_last)s) AS previous,
         max(incident.occurred_on) AS last_on
    FROM incident
    LEFT JOIN area ON area.id = incident.group_id AND NOT incident.is_pile_up
   WHERE {condition}
   GROUP BY area.code
), in_force AS (
  SELECT code, name, people, ST_Area(ST_Transform(geom, %(srid)s)) / 1e6 AS km2
    FROM area
   WHERE ward_id = %(ward_id)s AND kind = 'group' AND valid @> %(on)s
     AND (%(only)s::text[] IS NULL OR code = ANY(%(only)s))
)
SELECT coalesce(in_force.code, counted.code) AS code,
       coalesce(in_force.name, counted.name) AS name,
       in_force.people, in_force.km2,
       coalesce(counted.n, 0) AS n, coalesce(counted.previous, 0) AS previous, counted.last_on
  FROM counted FULL JOIN in_force ON in_force.code = counted.code
 WHERE in_force.code IS NOT NULL OR counted.n > 0 OR counted.previous > 0
