-- What the incidents behind some cells of a run have in common: most frequent lane, group under the run's boundaries, address.
SELECT cell.cell_no,
       mode() WITHIN GROUP (ORDER BY coalesce(nullif(lane.name, ''), lane.code)) AS lane,
       mode() WITHIN GROUP (ORDER BY area.name) AS "group",
       mode() WITHIN GROUP (ORDER BY nullif(incident.address, '')) AS address,
       mode() WITHIN GROUP (ORDER BY place.name) AS place,
       array_agg(DISTINCT incident.category_code ORDER BY incident.category_code) AS categories,
       array_agg(incident.occurred_on ORDER BY incident.occurred_on) AS days,
       count(*) FILTER (WHERE incident_state.is_open) AS open,
       bool_or(incident.time_precision = 'month') AS is_by_month
  FROM run_cell AS cell
  JOIN incident ON incident.ward_id = cell.ward_id AND incident.id = ANY (cell.members)
  JOIN incident_state ON incident_state.code = incident.state
  LEFT JOIN lane ON lane.id = incident.lane_id
  LEFT JOIN area ON area.id = {group}
  LEFT JOIN place ON place.id = incident.place_id
 WHERE cell.run_id = %(run)s AND cell.cell_no = ANY (%(cells)s)
 GROUP BY cell.cell_no
