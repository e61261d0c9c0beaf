-- The views that somebody sees in a ward: their own and the shared ones, by name; with the roles for
-- which the map opens with it.
SELECT v.id, v.name, v.query, v.is_shared, v.owner_id, owner.display_name AS owner,
       array(SELECT d.role FROM saved_view_default AS d
              WHERE d.ward_id = v.ward_id AND d.view_id = v.id AND v.is_shared ORDER BY d.role) AS roles
  FROM saved_view AS v
  JOIN "user" AS owner ON owner.id = v.owner_id
 WHERE v.ward_id = %(ward)s
   AND (v.owner_id = %(person)s OR v.is_shared)
   AND (v.deleted_at IS NULL OR (%(gone)s AND v.deleted_at > now() - interval '30 days'))
   AND (%(id)s::bigint IS NULL OR v.id = %(id)s)
 ORDER BY v.name COLLATE vietnamese, v.id
