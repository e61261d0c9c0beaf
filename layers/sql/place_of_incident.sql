-- What an incident was linked to on its day.
SELECT 'group' AS kind, area.id, area.code, area.name
  FROM incident JOIN area ON area.id = incident.group_id
 WHERE incident.id = %(id)s AND incident.ward_id = %(ward_id)s
UNION ALL
SELECT 'lane', lane.id, lane.code, lane.name
  FROM incident JOIN lane ON lane.id = incident.lane_id
 WHERE incident.id = %(id)s AND incident.ward_id = %(ward_id)s
UNION ALL
SELECT 'round', inspection_round.id, inspection_round.code, inspection_round.body
  FROM incident JOIN inspection_round ON inspection_round.id = incident.round_id
 WHERE incident.id = %(id)s AND incident.ward_id = %(ward_id)s
