-- Patrols of a period whose number of finds differs from the incidents that are linked to them.
SELECT NULL::bigint AS row_id, p.patrolled_on, area.name AS group_name, p.found AS said,
       count(f.id) AS linked, p.found - count(f.id) AS difference,
       jsonb_build_object('patrol_id', p.id) AS linked_rows
  FROM register_patrol AS p
  JOIN area ON area.id = p.group_id
  LEFT JOIN register_patrol_find AS f ON f.patrol_id = p.id AND f.deleted_at IS NULL
 WHERE p.ward_id = %(ward)s AND p.deleted_at IS NULL
   AND p.patrolled_on BETWEEN %(first)s AND %(last)s
 GROUP BY p.id, area.id
HAVING p.found <> count(f.id)
 ORDER BY p.patrolled_on, p.id
