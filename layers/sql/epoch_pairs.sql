-- The lineage of an epoch: each old area with its heirs, the largest first, slivers last.
SELECT l.id, l.kind, l.area_m2, l.share_area, l.share_of_new, l.share_incidents, l.share_people,
       l.is_sliver, l.source, l.computed, l.reason, l.corrected_by, l.corrected_at,
       old.id AS old_id, old.code AS old_code, old.name AS old_name, old.people AS old_people,
       new.id AS new_id, new.code AS new_code, new.name AS new_name, new.people AS new_people,
       new.kind AS new_kind
  FROM area_lineage AS l
  JOIN area AS old ON old.id = l.from_area_id
  JOIN area AS new ON new.id = l.to_area_id
 WHERE l.epoch_id = %(id)s
 ORDER BY length(old.code), old.code, l.is_sliver, l.share_area DESC NULLS LAST, new.code, l.id
