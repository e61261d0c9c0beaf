-- Incidents of the period and of the one before, by group under the boundaries of the filter. One line
-- an area, never a code: codes are used again. Rows on a default location say nothing about a group:
-- they stand under "no group".
WITH counted AS (
  SELECT CASE WHEN NOT incident.is_pile_up THEN {group} END AS id,
         count(*) FILTER (WHERE incident.occurred_on >= %(period_first)s) AS n,
         count(*) FILTER (WHERE incident.occurred_on BETWEEN %(previous_first)s AND %(previous_last)s) AS previous,
         max(incident.occurred_on) AS last_on
    FROM incident
   WHERE {condition}
   GROUP BY 1
), listed AS (
  SELECT area.id, area.code, area.name, area.people, area.valid_from, area.valid_to, area.geom
    FROM area
    LEFT JOIN counted ON counted.id = area.id
   WHERE area.ward_id = %(ward_id)s AND area.kind = 'group'
     AND (counted.n > 0 OR counted.previous > 0 OR area.valid @> %(on)s)
     AND (%(only)s::text[] IS NULL OR area.code = ANY(%(only)s)
          OR area.code || '@' || to_char(area.valid_from, 'YYYY-MM-DD') = ANY(%(only)s))
)
SELECT listed.id, listed.code, listed.name, listed.people, listed.valid_from, listed.valid_to,
       count(*) OVER (PARTITION BY listed.code) > 1 AND listed.code IS NOT NULL AS is_ambiguous,
       ST_Area(ST_Transform(listed.geom, %(srid)s)) / 1e6 AS km2,
       coalesce(counted.n, 0) AS n, coalesce(counted.previous, 0) AS previous, counted.last_on
  FROM listed FULL JOIN counted ON counted.id = listed.id
 WHERE listed.id IS NOT NULL OR counted.n > 0 OR counted.previous > 0
