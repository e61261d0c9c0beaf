-- The incidents in a border area up to a day, each on its side (the first where it lies on both), the oldest open
-- ones first; those on a default location lay nobody knows where.
SELECT * FROM (
SELECT DISTINCT ON (i.id)
       i.id, i.source_key, i.occurred_on, side.number AS side, side.unit, n.name_vi AS category_vi,
       n.name_en AS category_en, s.name_vi AS state_vi, s.name_en AS state_en, s.is_open,
       %(as_of)s::date - i.occurred_on AS days,
       ST_AsSVG(ST_Buffer(ST_Transform(i.geom, %(srid)s), %(dot)s, 8), 0, 1) AS path
  FROM ({sides}) AS side
  JOIN incident AS i ON i.ward_id = %(ward)s AND i.geom && ST_Transform(side.geom, 4326)
                    AND ST_Intersects(ST_Transform(i.geom, %(srid)s), side.geom)
  JOIN incident_state AS s ON s.code = i.state
  JOIN category AS n ON n.ward_id = i.ward_id AND n.code = i.category_code
 WHERE i.occurred_on <= %(as_of)s AND NOT i.is_pile_up AND is_counted(i.state)
 ORDER BY i.id, side.number
) AS queue
 ORDER BY is_open DESC, occurred_on, id
