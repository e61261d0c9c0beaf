-- The checklists of all visits to a site, item by item; the share is of what could be seen.
SELECT item.name, item.vi, item.en,
       count(*) FILTER (WHERE item.value = 'dat') AS dat,
       count(*) FILTER (WHERE item.value = 'khong_dat') AS khong_dat,
       count(*) FILTER (WHERE item.value = 'khong_thay') AS khong_thay,
       round(100.0 * count(*) FILTER (WHERE item.value = 'dat')
             / nullif(count(*) FILTER (WHERE item.value <> 'khong_thay'), 0))::integer AS percent
  FROM register_site_visit AS r
 CROSS JOIN LATERAL (VALUES
   (1, 'Che chắn công trình', 'Shielded', 'shielded', r.shielded),
   (2, 'Công khai giấy phép', 'Permit displayed', 'permit_shown', r.permit_shown),
   (3, 'Xây đúng phép', 'As permitted', 'as_permitted', r.as_permitted),
   (4, 'Không để vật liệu ra đường', 'Street kept clear', 'street_clear', r.street_clear),
   (5, 'Thu dọn phế thải', 'Waste removed', 'waste_removed', r.waste_removed)
 ) AS item (sort, vi, en, name, value)
 WHERE r.ward_id = %(ward)s AND r.site_id = %(id)s AND r.deleted_at IS NULL
 GROUP BY item.sort, item.vi, item.en, item.name ORDER BY item.sort
