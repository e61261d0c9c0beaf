-- The register of places: where each stands on a day, since when, its incidents, who holds the route beside it.
SELECT p.id, p.code, p.name, p.address, p.state, p.radius_m, p.stable_days, p.rule_vi, p.rule_en,
       p.confirmed_by, p.confirmed_on, p.note,
       (SELECT max(e.happened_on) FROM place_standing AS e WHERE e.place_id = p.id) AS since,
       counted.incidents, last_at_place(p.id, %(as_of)s) AS last_on,
       %(as_of)s::date - last_at_place(p.id, %(as_of)s) AS days_without,
       (SELECT count(*) FROM register_place_action AS a
         WHERE a.place_id = p.id AND a.deleted_at IS NULL)::integer AS actions,
       held.holder_unit, held.holder_name, held.id AS route_id,
       back.n AS back_n, back.first_on AS back_first, back.last_on AS back_last, quiet_since(p.id) AS quiet_on,
       ST_Y(p.geom) AS lat, ST_X(p.geom) AS lon
  FROM place AS p
 CROSS JOIN LATERAL (SELECT count(*)::integer AS incidents FROM incidents_at_place(p.id, %(as_of)s)) AS counted
 CROSS JOIN LATERAL back_at_place(p.id, p.state, %(as_of)s) AS back
  LEFT JOIN LATERAL (
       SELECT r.id, r.holder_unit, r.holder_name
         FROM route AS r
        WHERE r.ward_id = p.ward_id AND r.valid @> %(as_of)s::date
          AND ST_DWithin(ST_Transform(r.geom, %(srid)s), ST_Transform(p.geom, %(srid)s), %(beside_m)s)
        ORDER BY ST_Distance(ST_Transform(r.geom, %(srid)s), ST_Transform(p.geom, %(srid)s)), r.id LIMIT 1) AS held ON true
 WHERE p.ward_id = %(ward)s AND (%(id)s::bigint IS NULL OR p.id = %(id)s)
   AND (%(state)s = '' OR p.state = %(state)s OR %(state)s = 'back' AND back.n > 0)
   AND (%(q)s = '' OR fold_vi(concat_ws(' ', p.code, p.name, p.address)) LIKE '%%' || fold_vi(%(q)s) || '%%')
 ORDER BY p.name COLLATE vietnamese, p.id
