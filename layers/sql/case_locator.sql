-- What lies around a case, as SVG paths in metres, north up: groups of its day, lanes, the case itself.
WITH here AS (
  SELECT i.ward_id, i.occurred_on, i.geom, ST_Transform(i.geom, %(srid)s) AS flat,
         ST_Expand(ST_Transform(i.geom, %(srid)s), %(reach)s) AS box
    FROM incident AS i WHERE i.ward_id = %(ward)s AND i.id = %(id)s
)
SELECT 'group' AS kind, a.name AS title,
       ST_AsSVG(ST_ClipByBox2D(ST_Transform(a.geom, %(srid)s), ST_Expand(here.box, %(reach)s)), 0, 1) AS path
  FROM here JOIN area AS a ON a.ward_id = here.ward_id AND a.kind = 'group' AND a.valid @> here.occurred_on
       AND ST_Intersects(a.geom, ST_Transform(here.box, 4326))
UNION ALL
SELECT 'line', l.name, ST_AsSVG(ST_ClipByBox2D(ST_Transform(l.geom, %(srid)s), ST_Expand(here.box, %(reach)s)), 0, 1)
  FROM here JOIN lane AS l ON l.ward_id = here.ward_id AND ST_Intersects(l.geom, ST_Transform(here.box, 4326))
UNION ALL
SELECT 'point', '', ST_AsSVG(ST_Buffer(here.flat, %(dot)s, 8), 0, 1) FROM here
