-- Sites, facilities and places inside a resident group; sites that were watched on the day.
SELECT 'site' AS kind, site.code, site.address AS name, site.stage AS state, ST_X(site.geom) AS lon, ST_Y(site.geom) AS lat
  FROM area JOIN site ON site.ward_id = area.ward_id AND ST_Covers(area.geom, site.geom)
 WHERE area.id = %(id)s AND area.ward_id = %(ward)s
   AND site.watched_from <= %(as_of)s AND (site.watched_to IS NULL OR site.watched_to >= %(as_of)s)
UNION ALL
SELECT 'facility', facility.code, facility.name, facility.state, ST_X(facility.geom), ST_Y(facility.geom)
  FROM area JOIN facility ON facility.ward_id = area.ward_id AND ST_Covers(area.geom, facility.geom)
 WHERE area.id = %(id)s AND area.ward_id = %(ward)s
UNION ALL
SELECT 'place', place.code, place.name, place.state, ST_X(place.geom), ST_Y(place.geom)
  FROM area JOIN place ON place.ward_id = area.ward_id AND ST_Covers(area.geom, place.geom)
 WHERE area.id = %(id)s AND area.ward_id = %(ward)s
 ORDER BY kind, code
