-- Each finished lane project: its minutes and what they found, and the incidents on its lane in the 90
-- days before and after. The page of before and after compares it with lanes that were not treated.
SELECT NULL::bigint AS row_id, coalesce(nullif(lane.name, ''), lane.code) AS lane, project.phase, project.finished_on,
       said.minutes, said.defects, surface.vi AS surface, surface.en AS surface_en, said.width_m,
       drainage.vi AS drainage, drainage.en AS drainage_en,
       coalesce(near.before, 0) AS before, coalesce(near.after, 0) AS after,
       jsonb_build_object('lane', lane.id, 'from', project.finished_on - 90, 'to', project.finished_on - 1) AS before_map,
       jsonb_build_object('lane', lane.id, 'from', project.finished_on, 'to', project.finished_on + 89) AS after_map,
       jsonb_build_object('project_id', project.id) AS minutes_rows,
       'trước – sau' AS compare, 'before and after' AS compare_en,
       jsonb_build_object('treated', lane.id, 'on', project.finished_on) AS compare_effect
  FROM lane_project AS project
  JOIN lane ON lane.id = project.lane_id
  LEFT JOIN LATERAL (
    SELECT count(*) AS minutes, sum(r.defects) AS defects,
           (array_agg(r.surface ORDER BY r.held_on DESC) FILTER (WHERE r.surface IS NOT NULL))[1] AS surface,
           (array_agg(r.width_m ORDER BY r.held_on DESC) FILTER (WHERE r.width_m IS NOT NULL))[1] AS width_m,
           (array_agg(r.drainage ORDER BY r.held_on DESC) FILTER (WHERE r.drainage IS NOT NULL))[1] AS drainage
      FROM register_lane_supervision AS r
     WHERE r.ward_id = project.ward_id AND r.project_id = project.id AND r.deleted_at IS NULL
       AND r.held_on BETWEEN %(first)s AND %(last)s
  ) AS said ON true
  LEFT JOIN (VALUES ('be_tong', 'bê tông', 'concrete'), ('nhua', 'nhựa', 'asphalt'), ('gach', 'gạch, đá', 'brick, stone'),
                    ('dat', 'đất', 'earth')) AS surface (code, vi, en) ON surface.code = said.surface
  LEFT JOIN (VALUES ('tot', 'thoát tốt', 'drains well'), ('kem', 'đọng nước', 'stands'), ('chua', 'chưa có', 'none'))
    AS drainage (code, vi, en) ON drainage.code = said.drainage
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE i.occurred_on < project.finished_on) AS before,
           count(*) FILTER (WHERE i.occurred_on >= project.finished_on) AS after
      FROM incident AS i
     WHERE i.ward_id = project.ward_id AND i.lane_id = lane.id AND is_counted(i.state)
       AND i.occurred_on BETWEEN project.finished_on - 90 AND project.finished_on + 89
  ) AS near ON true
 WHERE project.ward_id = %(ward)s AND project.deleted_at IS NULL AND project.state IN ('done', 'accepted')
   AND project.finished_on BETWEEN %(first)s AND %(last)s
 ORDER BY project.finished_on, lane.code
