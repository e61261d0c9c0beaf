-- Dossiers received in a period that wait, by group, stage and obstacle; the longest wait as of %(as_of)s.
SELECT NULL::bigint AS row_id, area.name AS group_name, stage.vi AS stage, stage.en AS stage_en,
       coalesce(nullif(r.obstacle, ''), '–') AS obstacle, count(*) AS dossiers,
       max(%(as_of)s::date - r.received_on) AS longest
  FROM register_dossier AS r
  JOIN area ON area.id = r.group_id
  JOIN (VALUES (1, 'tiep_nhan', 'Tiếp nhận', 'Received'), (2, 'thuc_dia', 'Kiểm tra thực địa', 'On-site check'),
               (3, 'niem_yet', 'Niêm yết công khai', 'Posted'), (4, 'trinh', 'Trình cấp trên', 'Submitted'),
               (5, 'da_cap', 'Đã cấp', 'Issued')) AS stage (sort, code, vi, en) ON stage.code = r.stage
 WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL AND r.issued_on IS NULL
   AND r.received_on BETWEEN %(first)s AND %(last)s
 GROUP BY area.id, stage.sort, stage.vi, stage.en, r.obstacle
 ORDER BY area.code, stage.sort, dossiers DESC, r.obstacle
