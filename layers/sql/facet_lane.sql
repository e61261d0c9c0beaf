-- The lanes with most incidents, and those that are chosen.
SELECT ranked.value, lane.code, lane.name, ranked.n
  FROM (SELECT incident.lane_id AS value, count(*)::integer AS n,
               row_number() OVER (ORDER BY count(*) DESC, incident.lane_id) AS position
          FROM incident WHERE {condition} AND incident.lane_id IS NOT NULL GROUP BY 1) AS ranked
  JOIN lane ON lane.id = ranked.value
 WHERE ranked.position <= %(top)s OR ranked.value = ANY(%(chosen)s::bigint[])
 ORDER BY ranked.n DESC, lane.name, ranked.value
