-- Sites that were watched in a period and that nobody visited in it.
SELECT NULL::bigint AS row_id, site.code AS site, site.address, site.watched_from
  FROM site
 WHERE site.ward_id = %(ward)s
   AND site.watched_from <= %(last)s
   AND coalesce(site.watched_to >= %(first)s, true)
   AND NOT EXISTS (
     SELECT FROM register_site_visit AS r
      WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL AND r.site_id = site.id
        AND r.visited_on BETWEEN %(first)s AND %(last)s)
 ORDER BY site.code
