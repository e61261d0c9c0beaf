-- What each area hands on at each change between two days: forward the stated share of the old area,
-- backward the part of the new area that came from the old one (known of ground only).
SELECT new.valid_from AS day,
       CASE WHEN %(forward)s THEN old.id ELSE new.id END AS source,
       CASE WHEN %(forward)s THEN new.id ELSE old.id END AS target,
       CASE WHEN %(forward)s THEN old.code ELSE new.code END AS code,
       CASE WHEN %(forward)s THEN old.name ELSE new.name END AS name,
       CASE WHEN NOT %(forward)s THEN CASE WHEN %(by)s = 'area' THEN l.share_of_new END
            WHEN %(by)s = 'area' THEN l.share_area
            WHEN %(by)s = 'incidents' THEN l.share_incidents
            ELSE l.share_people END AS share
  FROM area_lineage AS l
  JOIN area AS old ON old.id = l.from_area_id
  JOIN area AS new ON new.id = l.to_area_id
 WHERE l.ward_id = %(ward)s AND old.kind = %(kind)s AND new.kind = %(kind)s
   AND new.valid_from > %(first)s AND new.valid_from <= %(last)s
