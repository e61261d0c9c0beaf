-- Rows as counts of their lanes: each lane a point in the middle of its longest stretch, with the class
-- of its number ('0': one to four) and never the number itself.
SELECT lane.id, lane.ward_id, lane.name, known.key AS number, known.key AS style_key,
       known.key::integer AS n, middle.geom, ST_Transform(middle.geom, 3857) AS geom_3857
  FROM (SELECT row_of_lane.lane_id, count(*) AS n FROM ({rows}) AS row_of_lane
         WHERE row_of_lane.lane_id IS NOT NULL GROUP BY row_of_lane.lane_id) AS counted
  JOIN lane ON lane.id = counted.lane_id
 CROSS JOIN LATERAL (
   SELECT CASE WHEN counted.n >= 50 THEN '50' WHEN counted.n >= 25 THEN '25' WHEN counted.n >= 10 THEN '10'
               WHEN counted.n >= %(fewest)s THEN '5' ELSE '0' END AS key
 ) AS known
 CROSS JOIN LATERAL (
   SELECT ST_Transform(ST_LineInterpolatePoint(part.geom, 0.5), 4326) AS geom
     FROM ST_Dump(ST_Transform(lane.geom, %(srid)s)) AS part
    ORDER BY ST_Length(part.geom) DESC, part.path
    LIMIT 1
 ) AS middle
