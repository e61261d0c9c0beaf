-- One unit of a stored run, whatever the method: where it lies and how many incidents it holds.
SELECT run.method, run_cell.label, cardinality(run_cell.members) AS members,
       ST_X(middle) AS lon, ST_Y(middle) AS lat
  FROM run_cell
  JOIN run ON run.id = run_cell.run_id, ST_PointOnSurface(run_cell.geom) AS middle
 WHERE run_cell.ward_id = %(ward)s AND run_id = %(run)s AND cell_no = %(cell)s
   AND run.removed_at IS NULL
