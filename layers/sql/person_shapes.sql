-- Where a person's work lies on a day: the routes they hold, the groups they answer for, their open cases.
WITH mine AS (
  SELECT keys FROM person_named WHERE ward_id = %(ward)s AND id = %(person)s
), shown AS (
  SELECT 'groups' AS layer, a.id, a.name AS title, a.geom, 1 AS sort
    FROM area AS a
   WHERE a.ward_id = %(ward)s AND a.kind = 'group'
     AND EXISTS (SELECT FROM register_assignment AS g, mine
                  WHERE g.group_id = a.id AND g.deleted_at IS NULL AND name_key(g.person) = ANY(mine.keys)
                    AND %(as_of)s BETWEEN g.valid_from AND coalesce(g.valid_to, 'infinity'))
  UNION ALL
  SELECT 'routes', r.id, r.code || ' · ' || r.name, r.geom, 2
    FROM route AS r, mine
   WHERE r.ward_id = %(ward)s AND r.valid @> %(as_of)s::date AND name_key(r.holder_name) = ANY(mine.keys)
  UNION ALL
  SELECT 'incidents', i.id, coalesce(nullif(i.source_key, ''), i.id::text), i.geom, 3
    FROM incident_case AS k
    JOIN incident AS i ON i.id = k.incident_id AND i.ward_id = k.ward_id
    JOIN incident_state AS s ON s.code = i.state AND s.is_open
   WHERE k.ward_id = %(ward)s AND k.handler = ANY(%(logins)s) AND i.geom IS NOT NULL
)
SELECT layer, id, title,
       CASE WHEN ST_Dimension(geom) = 0
            THEN ST_AsSVG(ST_Buffer(ST_Transform(geom, %(srid)s), %(dot)s, 8), 0, 1)
            ELSE ST_AsSVG(ST_Transform(geom, %(srid)s), 0, 1) END AS path,
       ST_Y(ST_PointOnSurface(geom)) AS lat, ST_X(ST_PointOnSurface(geom)) AS lon
  FROM shown
 ORDER BY sort, title, id
