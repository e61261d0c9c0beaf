-- Targets of a period that lie somewhere, with what the page of before and after must be asked.
SELECT r.id AS row_id, r.reason, coalesce(nullif(lane.name, ''), lane.code, place.name) AS where_it_is,
       coalesce(r.cleared_on, r.decided_on) AS on_day, 'trước – sau' AS compare, 'before and after' AS compare_en,
       jsonb_build_object('on', coalesce(r.cleared_on, r.decided_on)) ||
       CASE WHEN place.id IS NULL THEN jsonb_build_object('treated', lane.id)
            ELSE jsonb_build_object('at', round(ST_Y(place.geom)::numeric, 6) || '/' || round(ST_X(place.geom)::numeric, 6))
       END AS compare_effect
  FROM register_priority AS r
  LEFT JOIN lane ON lane.id = r.lane_id
  LEFT JOIN place ON place.id = r.place_id
 WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL AND r.decided_on BETWEEN %(first)s AND %(last)s
   AND (r.lane_id IS NOT NULL OR r.place_id IS NOT NULL)
 ORDER BY r.rank, r.decided_on, r.id
