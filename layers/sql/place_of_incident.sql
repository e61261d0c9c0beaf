-- What an incident is linked to: its group is that of the boundaries asked for.
SELECT 'group' AS kind, area.id, area.code, area.name
  FROM incident JOIN area ON area.id = {group}
 WHERE incident.id = %(id)s AND incident.ward_id = %(ward_id)s
UNION ALL
SELECT 'lane', lane.id, lane.code, lane.name
  FROM incident JOIN lane ON lane.id = incident.lane_id
 WHERE incident.id = %(id)s AND incident.ward_id = %(ward_id)s
UNION ALL
SELECT 'round', walk.id, walk.code, walk.body
  FROM incident JOIN open_round AS walk ON walk.id = incident.round_id
 WHERE incident.id = %(id)s AND incident.ward_id = %(ward_id)s
