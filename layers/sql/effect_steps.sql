-- Incidents of a run of "did it work" by role and by step before (below 0) and after the day of the measure.
SELECT cell.properties ->> 'role' AS role,
       floor((incident.occurred_on - %(on)s::date) * %(number)s::numeric / %(span)s)::integer AS step,
       count(*) AS n
  FROM run_cell AS cell
 CROSS JOIN LATERAL unnest(cell.members) AS member (id)
  JOIN incident ON incident.ward_id = cell.ward_id AND incident.id = member.id
 WHERE cell.run_id = %(run)s
 GROUP BY 1, 2
