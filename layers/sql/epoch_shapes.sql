-- The outlines of an epoch, old and new, thinned to what a screen can show.
SELECT area.id, area.code, area.name, member.is_opened,
       ST_AsGeoJSON(ST_SimplifyPreserveTopology(area.geom, box.size / 6000), 6) AS geometry
  FROM area_epoch_area AS member
  JOIN area ON area.id = member.area_id
 CROSS JOIN LATERAL (
   SELECT greatest(ST_XMax(e.extent) - ST_XMin(e.extent), ST_YMax(e.extent) - ST_YMin(e.extent)) AS size
     FROM (SELECT ST_Extent(a.geom) AS extent FROM area_epoch_area AS m JOIN area AS a ON a.id = m.area_id
            WHERE m.epoch_id = %(id)s) AS e) AS box
 WHERE member.ward_id = %(ward)s AND member.epoch_id = %(id)s
 ORDER BY member.is_opened, area.id
