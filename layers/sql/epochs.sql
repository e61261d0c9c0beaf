-- Epochs of a ward that were loaded with a document, newest first.
SELECT epoch.*,
       (SELECT count(*) FROM area_epoch_area AS m WHERE m.epoch_id = epoch.id AND m.is_opened)::integer AS opened,
       (SELECT count(*) FROM area_epoch_area AS m WHERE m.epoch_id = epoch.id AND NOT m.is_opened)::integer AS closed,
       (SELECT count(*) FROM area_lineage AS l WHERE l.epoch_id = epoch.id AND NOT l.is_sliver)::integer AS pairs,
       (SELECT count(*) FROM area_lineage AS l WHERE l.epoch_id = epoch.id AND l.is_sliver)::integer AS slivers
  FROM area_epoch AS epoch
 WHERE epoch.ward_id = %(ward)s AND (%(id)s IS NULL OR epoch.id = %(id)s)
 ORDER BY epoch.starts_on DESC, epoch.kind, epoch.id
