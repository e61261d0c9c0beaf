-- A tile of single features: id, class index, name where the layer is labelled; snapped to the
-- tile's own grid, so that areas which share a border still share it after drawing.
SELECT ST_AsMVT(drawn, %(layer)s, 4096, 'geom', 'id')
  FROM (
    SELECT v.id::bigint AS id, {attributes},
           ST_AsMVTGeom({geometry}, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64, true) AS geom
      FROM {table}
     WHERE {condition}
       AND v.geom_3857 && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 64.0 / 4096)
     ORDER BY v.id
  ) AS drawn
 WHERE drawn.geom IS NOT NULL
