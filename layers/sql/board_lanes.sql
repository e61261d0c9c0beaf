-- Incidents of the period and of the one before, by the nearest lane within 30 m.
-- Rows on a default location say nothing about a lane: they stand under "no lane".
WITH counted AS (
  SELECT CASE WHEN incident.is_pile_up THEN NULL ELSE incident.lane_id END AS id,
         count(*) FILTER (WHERE incident.occurred_on >= %(period_first)s) AS n,
         count(*) FILTER (WHERE incident.occurred_on BETWEEN %(previous_first)s AND %(previous_last)s) AS previous,
         max(incident.occurred_on) AS last_on
    FROM incident
   WHERE {condition}
   GROUP BY 1
)
SELECT counted.*, lane.name, lane.code, lane.kind,
       ST_Length(ST_Transform(lane.geom, %(srid)s)) AS length_m
  FROM counted LEFT JOIN lane ON lane.id = counted.id
 WHERE counted.n > 0
 ORDER BY counted.n DESC, counted.last_on DESC, counted.id NULLS LAST
