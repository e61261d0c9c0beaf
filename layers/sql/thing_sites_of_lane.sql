-- The sites whose nearest lane, within so many metres, is this one.
SELECT site.code, site.address, site.stage, site.watched_from, site.watched_to
  FROM lane AS here
  JOIN site ON site.ward_id = here.ward_id AND site.geom_3857 && ST_Expand(here.geom_3857, 2 * %(within_m)s)
 CROSS JOIN LATERAL (
   SELECT lane.id, ST_Distance(ST_Transform(lane.geom, %(srid)s), ST_Transform(site.geom, %(srid)s)) AS away_m
     FROM lane
    WHERE lane.ward_id = site.ward_id AND lane.geom_3857 && ST_Expand(site.geom_3857, 2 * %(within_m)s)
    ORDER BY away_m, lane.id LIMIT 1
 ) AS nearest
 WHERE here.id = %(id)s AND here.ward_id = %(ward)s AND nearest.id = here.id AND nearest.away_m <= %(within_m)s
 ORDER BY site.code
