-- Repeat points that the newest run found, where no place is kept yet: a person may confirm them.
WITH newest AS (
  SELECT id, summary, parameters FROM run
   WHERE ward_id = %(ward)s AND method = 'repeat_points' AND removed_at IS NULL
   ORDER BY created_at DESC, id DESC LIMIT 1
)
SELECT c.run_id, c.cell_no,
       concat_ws(' · ', (SELECT nullif(l.name, '') FROM lane AS l WHERE l.ward_id = %(ward)s
                          ORDER BY l.geom <-> c.geom LIMIT 1), nullif(c.label, '')) AS label, c.value::integer AS incidents, newest.summary -> 'rule' AS rule,
       newest.parameters AS parameters, ST_Y(c.geom) AS lat, ST_X(c.geom) AS lon
  FROM newest JOIN run_cell AS c ON c.run_id = newest.id
 WHERE ST_GeometryType(c.geom) = 'ST_Point'
   AND NOT EXISTS (
       SELECT FROM place AS p
        WHERE p.ward_id = %(ward)s
          AND (ST_DWithin(ST_Transform(p.geom, %(srid)s), ST_Transform(c.geom, %(srid)s), p.radius_m)
               OR EXISTS (SELECT FROM incident AS i WHERE i.place_id = p.id AND i.id = ANY(c.members))))
 ORDER BY c.rank, c.cell_no
