-- The lanes noted for a round, with what was found on each and how many incidents of the round lie there.
WITH found AS (
  SELECT i.lane_id FROM incident AS i WHERE i.round_id = %(id)s AND is_counted(i.state)
  UNION ALL
  SELECT i.lane_id FROM surprise_incident AS s JOIN incident AS i ON i.id = s.incident_id
   WHERE s.round_id = %(id)s AND is_counted(i.state)
)
SELECT lane.id, coalesce(nullif(lane.name, ''), lane.code) AS name, lane.code, noted.finding, noted.note,
       ST_Length(ST_Transform(lane.geom, %(srid)s)) AS metres,
       (SELECT count(*) FROM found WHERE found.lane_id = lane.id)::integer AS incidents
  FROM inspection_round_lane AS noted JOIN lane ON lane.id = noted.lane_id
 WHERE noted.round_id = %(id)s
 ORDER BY coalesce(nullif(lane.name, ''), lane.code) COLLATE vietnamese, lane.code
