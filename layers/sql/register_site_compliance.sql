-- Items of the checklist over the visits of a period; the share is of those that could be seen.
SELECT NULL::bigint AS row_id, item.vi AS item, item.en AS item_en,
       count(*) FILTER (WHERE item.value = 'dat') AS met,
       count(*) FILTER (WHERE item.value = 'khong_dat') AS not_met,
       count(*) FILTER (WHERE item.value = 'khong_thay') AS not_seen,
       round(100.0 * count(*) FILTER (WHERE item.value = 'dat')
             / nullif(count(*) FILTER (WHERE item.value <> 'khong_thay'), 0))::integer AS percent,
       jsonb_build_object(item.name, 'dat') AS met_rows,
       jsonb_build_object(item.name, 'khong_dat') AS not_met_rows,
       jsonb_build_object(item.name, 'khong_thay') AS not_seen_rows
  FROM register_site_visit AS r
 CROSS JOIN LATERAL (VALUES
   (1, 'Che chắn công trình', 'Shielded', 'shielded', r.shielded),
   (2, 'Công khai giấy phép', 'Permit displayed', 'permit_shown', r.permit_shown),
   (3, 'Xây đúng phép', 'As permitted', 'as_permitted', r.as_permitted),
   (4, 'Không để vật liệu ra đường', 'Street kept clear', 'street_clear', r.street_clear),
   (5, 'Thu dọn phế thải', 'Waste removed', 'waste_removed', r.waste_removed)) AS item (sort, vi, en, name, value)
 WHERE r.ward_id = %(ward)s
   AND r.deleted_at IS NULL
   AND r.visited_on BETWEEN %(first)s AND %(last)s
 GROUP BY item.sort, item.vi, item.en, item.name
 ORDER BY item.sort
