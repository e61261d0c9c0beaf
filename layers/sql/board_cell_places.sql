-- Where some cells of a run lie: the group that covers the middle, the lane that runs furthest inside.
SELECT cell.cell_no,
       (SELECT area.name
          FROM area
         WHERE area.ward_id = cell.ward_id AND area.kind = 'group' AND area.valid @> %(on)s
           AND ST_Covers(area.geom, ST_PointOnSurface(cell.geom))
         ORDER BY area.code LIMIT 1) AS "group",
       (SELECT coalesce(nullif(lane.name, ''), lane.code)
          FROM lane
         WHERE lane.ward_id = cell.ward_id AND ST_Intersects(lane.geom, cell.geom)
         ORDER BY ST_Length(ST_Intersection(lane.geom, cell.geom)::geography) DESC, lane.id
         LIMIT 1) AS lane
  FROM run_cell AS cell
 WHERE cell.run_id = %(run)s AND cell.cell_no = ANY (%(cells)s)
