-- The contracts in which a person holds a route, with the holder before and after (by name for who may see
-- names), and the incidents that each answered for up to a day.
WITH contract AS (
  SELECT r.*, concat_ws(' · ', nullif(r.holder_unit, ''),
                        CASE WHEN %(names)s THEN nullif(r.holder_name, '') END) AS holder
    FROM route AS r WHERE r.ward_id = %(ward)s
), handed AS (
  SELECT contract.*,
         lag(holder) OVER of_route AS before,
         lead(holder) OVER of_route AS after
    FROM contract WINDOW of_route AS (PARTITION BY code ORDER BY valid_from)
)
SELECT r.id, r.code, r.name, r.valid_from, r.valid_to, r.before, r.after,
       (SELECT count(*) FROM incident_route AS link JOIN incident AS i ON i.id = link.incident_id
         WHERE link.route_id = r.id AND i.occurred_on <= %(as_of)s AND NOT i.is_pile_up
           AND is_counted(i.state))::integer AS incidents
  FROM handed AS r
  JOIN person_named AS p ON p.ward_id = r.ward_id AND p.id = %(person)s
 WHERE name_key(r.holder_name) = ANY(p.keys) AND r.valid_from <= %(as_of)s
 ORDER BY r.valid_from DESC, r.code
