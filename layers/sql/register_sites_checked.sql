-- Each site that was watched in a period: permit and stage as on the map, and what its visits found.
SELECT NULL::bigint AS row_id, site.code AS site, site.address, permit.vi AS permit, permit.en AS permit_en,
       stage.vi AS stage, stage.en AS stage_en, found.visits, found.clean,
       CASE WHEN found.persuaded THEN 'có' WHEN found.visits > 0 THEN 'chưa' END AS persuaded,
       CASE WHEN found.persuaded THEN 'yes' WHEN found.visits > 0 THEN 'not yet' END AS persuaded_en, found.percent,
       jsonb_build_object('site_id', site.id) AS visits_rows,
       jsonb_build_object('site_id', site.id, 'figure', 'clean') AS clean_rows
  FROM site
  JOIN (VALUES ('valid', 'có, còn hạn', 'valid'), ('none', 'không có', 'none'), ('expired', 'hết hạn', 'expired'),
               ('unknown', 'chưa rõ', 'unknown')) AS permit (code, vi, en) ON permit.code = site.permit_state
  JOIN (VALUES ('foundation', 'móng', 'foundation'), ('frame', 'khung', 'frame'), ('finishing', 'hoàn thiện', 'finishing'),
               ('completed', 'xong', 'completed'), ('stopped', 'dừng', 'stopped')) AS stage (code, vi, en)
    ON stage.code = site.stage
 CROSS JOIN LATERAL (
   SELECT count(DISTINCT r.id) AS visits, bool_or(r.persuaded) AS persuaded,
          count(DISTINCT r.id) FILTER (WHERE item = 'dat' AND 'khong_dat' NOT IN (
            r.shielded, r.permit_shown, r.as_permitted, r.street_clear, r.waste_removed)) AS clean,
          round(100.0 * count(*) FILTER (WHERE item = 'dat')
                / nullif(count(*) FILTER (WHERE item <> 'khong_thay'), 0))::integer AS percent
     FROM register_site_visit AS r
    CROSS JOIN LATERAL unnest(ARRAY[r.shielded, r.permit_shown, r.as_permitted, r.street_clear, r.waste_removed]) AS item
    WHERE r.ward_id = site.ward_id AND r.site_id = site.id AND r.deleted_at IS NULL
      AND r.visited_on BETWEEN %(first)s AND %(last)s
 ) AS found
 WHERE site.ward_id = %(ward)s AND site.watched_from <= %(last)s AND coalesce(site.watched_to >= %(first)s, true)
 ORDER BY found.percent NULLS FIRST, site.code
