-- The parcels of a project by stage, with their area and how many have an obstacle.
SELECT stage, count(*)::integer AS parcels, sum(area_m2) AS area_m2,
       (count(*) FILTER (WHERE obstacle <> ''))::integer AS stuck
  FROM register_parcel
 WHERE ward_id = %(ward)s AND project_id = %(id)s AND deleted_at IS NULL
 GROUP BY stage
