-- The same tile of counts as tile_grid.sql gives, from cells that are added up ready.
SELECT ST_AsMVT(drawn, %(layer)s, 4096, 'geom')
  FROM (
    SELECT n::integer AS n,
           CASE WHEN 2 * most > n THEN {class_of_most} ELSE -1 END AS c,
           ST_MakePoint((spot & 63) * 64 + 32, (spot >> 6) * 64 + 32) AS geom
      FROM (
        SELECT spot, ttdt + ttxd + vsmt + pile_up + other AS n, ttdt, ttxd, vsmt, pile_up,
               greatest(ttdt, ttxd, vsmt, pile_up, other) AS most
          FROM ({cells}) AS summed
      ) AS counted
     ORDER BY spot
  ) AS drawn
