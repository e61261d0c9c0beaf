-- Places with the minutes that spoke of them and the incidents within 100 m in the period: those with
-- many incidents and few minutes stand first.
SELECT NULL::bigint AS row_id, place.name AS place, state.vi AS state, state.en AS state_en, near.n AS incidents,
       said.broadcasts, said.minutes,
       jsonb_build_object('place_id', place.id, 'figure', 'broadcasts') AS broadcasts_rows,
       jsonb_build_object('place_id', place.id, 'figure', 'broadcasts') AS minutes_rows
  FROM place
  JOIN ward ON ward.id = place.ward_id
  JOIN (VALUES ('watched', 'theo dõi', 'watched'), ('repeat', 'tái phạm', 'repeat'), ('hot', 'điểm nóng', 'hot'),
               ('clearing', 'đang giải tỏa', 'being cleared'), ('stable', 'ổn định', 'stable'),
               ('removed', 'đã xóa', 'removed'), ('relapsed', 'tái phát', 'relapsed')) AS state (code, vi, en)
    ON state.code = place.state
 CROSS JOIN LATERAL (
   SELECT count(*) AS n FROM incident AS i
    WHERE i.ward_id = place.ward_id AND i.occurred_on BETWEEN %(first)s AND %(last)s AND is_counted(i.state)
      AND ST_DWithin(i.geom, place.geom, 0.002)
      AND ST_DWithin(ST_Transform(i.geom, ward.srid_measure), ST_Transform(place.geom, ward.srid_measure), 100)
 ) AS near
 CROSS JOIN LATERAL (
   SELECT count(*) AS broadcasts, coalesce(sum(r.minutes), 0) AS minutes FROM register_broadcast AS r
    WHERE r.ward_id = place.ward_id AND r.place_id = place.id AND r.deleted_at IS NULL AND r.state = 'da_phat'
      AND r.broadcast_on BETWEEN %(first)s AND %(last)s
 ) AS said
 WHERE place.ward_id = %(ward)s
 ORDER BY said.minutes = 0 DESC, near.n DESC, place.name COLLATE vietnamese
