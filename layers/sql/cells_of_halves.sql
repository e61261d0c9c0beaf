-- Cells of one tile over several half-years; of a tile further out than any that is kept, from the
-- coarsest ones that are.
SELECT (((tile_y * 64 + (spot >> 6)) >> %(shift)s) - %(y)s * 64) * 64
       + ((tile_x * 64 + (spot & 63)) >> %(shift)s) - %(x)s * 64 AS spot,
       sum(ttdt) AS ttdt, sum(ttxd) AS ttxd, sum(vsmt) AS vsmt, sum(pile_up) AS pile_up, sum(other) AS other
  FROM incident_tile_cell
 WHERE ward_id = %(ward_id)s
   AND zoom = %(z)s + %(shift)s
   AND tile_x BETWEEN %(x)s << %(shift)s AND ((%(x)s + 1) << %(shift)s) - 1
   AND tile_y BETWEEN %(y)s << %(shift)s AND ((%(y)s + 1) << %(shift)s) - 1
   AND half BETWEEN %(from_half)s AND %(to_half)s
 GROUP BY 1
