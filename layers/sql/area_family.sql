-- The other side of every pair of an area; the share is of the old area, share_of_new of the new one.
SELECT l.from_area_id <> %(area)s AS is_ancestor, other.id, other.kind AS area_kind, other.code, other.name,
       other.valid_from, other.valid_to, l.kind, l.share_area, l.share_of_new, l.share_incidents, l.share_people,
       l.reason, l.source, epoch.basis_number, epoch.starts_on, epoch.confirmed_at IS NOT NULL AS is_confirmed
  FROM area_lineage AS l
  JOIN area AS other ON other.id = CASE WHEN l.from_area_id = %(area)s THEN l.to_area_id ELSE l.from_area_id END
  LEFT JOIN area_epoch AS epoch ON epoch.id = l.epoch_id
 WHERE l.ward_id = %(ward)s AND %(area)s IN (l.from_area_id, l.to_area_id) AND NOT l.is_sliver
 ORDER BY 1 DESC, l.share_area DESC NULLS LAST, other.code, other.id
