-- Cells of one tile in one half-year, or of all time.
SELECT spot::integer AS spot, ttdt, ttxd, vsmt, pile_up, other
  FROM incident_tile_cell
 WHERE ward_id = %(ward_id)s
   AND zoom = %(z)s
   AND tile_x = %(x)s
   AND tile_y = %(y)s
   AND half = %(from_half)s
