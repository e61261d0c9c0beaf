-- Old ground without an heir and new ground without an origin, where it is more than a thousandth.
SELECT counted.*
  FROM (SELECT area.id, area.code, area.name, member.is_opened,
               1 - coalesce(sum(CASE WHEN member.is_opened THEN l.share_of_new ELSE l.share_area END), 0) AS share
          FROM area_epoch_area AS member
          JOIN area ON area.id = member.area_id
          LEFT JOIN area_lineage AS l
            ON l.epoch_id = member.epoch_id
           AND area.id = CASE WHEN member.is_opened THEN l.to_area_id ELSE l.from_area_id END
         WHERE member.epoch_id = %(id)s
         GROUP BY area.id, area.code, area.name, member.is_opened) AS counted
 WHERE counted.share > 0.001
 ORDER BY counted.is_opened, length(counted.code), counted.code
