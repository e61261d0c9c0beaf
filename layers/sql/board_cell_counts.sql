-- Incidents of another period inside some cells of a run.
SELECT cell.cell_no, count(incident.id) AS n
  FROM run_cell AS cell
  LEFT JOIN incident
    ON incident.geom && cell.geom AND ST_Covers(cell.geom, incident.geom)
   AND NOT incident.is_pile_up AND {condition}
 WHERE cell.run_id = %(run)s AND cell.cell_no = ANY (%(cells)s)
 GROUP BY cell.cell_no
