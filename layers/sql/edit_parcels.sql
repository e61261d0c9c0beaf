-- Parcels that a shape may be of: those that have none yet, and the one whose shape is edited (id, or NULL).
SELECT p.id, p.code || ' · ' || project.name AS words
  FROM register_parcel AS p
  JOIN register_project AS project ON project.id = p.project_id
 WHERE p.ward_id = %(ward)s AND p.deleted_at IS NULL
   AND NOT EXISTS (SELECT FROM parcel_shape AS s
                    WHERE s.parcel_id = p.id AND s.id IS DISTINCT FROM %(id)s::bigint)
 ORDER BY project.name COLLATE vietnamese, p.code COLLATE vietnamese, p.id
