-- The lanes nearest to one, without it, on which no works were under way between two days.
SELECT lane.id
  FROM lane JOIN lane AS treated ON treated.id = %(lane)s AND treated.ward_id = lane.ward_id
 WHERE lane.ward_id = %(ward)s AND lane.id <> treated.id
   AND NOT EXISTS (
     SELECT FROM lane_project AS p
      WHERE p.ward_id = lane.ward_id AND p.lane_id = lane.id AND p.deleted_at IS NULL
        AND coalesce(p.started_on, p.finished_on) <= %(until)s
        AND coalesce(p.finished_on, 'infinity') >= %(since)s)
 ORDER BY ST_Distance(ST_Transform(lane.geom, %(srid)s), ST_Transform(treated.geom, %(srid)s)), lane.id
 LIMIT %(most)s
