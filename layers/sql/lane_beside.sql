-- The nearest lane of each row, within some metres; rows far from every lane have none.
SELECT nearest.id AS lane_id
  FROM {table}
  LEFT JOIN LATERAL (
    SELECT candidate.id
      FROM (SELECT lane.id, lane.geom FROM lane WHERE lane.ward_id = %(ward_id)s
             ORDER BY lane.geom_3857 <-> v.geom_3857, lane.id LIMIT 1) AS candidate
     WHERE ST_DWithin(ST_Transform(candidate.geom, %(srid)s), ST_Transform(v.geom, %(srid)s), %(beside_m)s)
  ) AS nearest ON true
 WHERE {condition}
