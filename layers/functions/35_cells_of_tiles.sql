-- The cells that tiles of low zooms draw follow incident_grid, whatever writes it; they hold what is counted.

CREATE OR REPLACE FUNCTION half_year_of(day date) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT make_date(extract(year FROM day)::integer, CASE WHEN extract(month FROM day) < 7 THEN 1 ELSE 7 END, 1)
$$;

-- A large load makes rows of the grid by the hundred thousand: they are added up to cells of the finest
-- zoom first, and only those to the coarser ones.
CREATE OR REPLACE FUNCTION keep_tile_cells() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved text := CASE TG_OP
    WHEN 'INSERT' THEN 'SELECT *, n AS more FROM new_rows'
    WHEN 'DELETE' THEN 'SELECT *, -n AS more FROM old_rows WHERE n <> 0'
    ELSE 'SELECT *, n AS more FROM new_rows UNION ALL SELECT *, -n FROM old_rows'
  END;
  cells text := format($query$
    SELECT ward_id, zoom, cell_x >> (20 - zoom) AS tile_x, cell_y >> (20 - zoom) AS tile_y, half,
           ((cell_y >> (14 - zoom)) & 63) * 64 + ((cell_x >> (14 - zoom)) & 63) AS spot,
           sum(ttdt) AS ttdt, sum(ttxd) AS ttxd, sum(vsmt) AS vsmt, sum(pile_up) AS pile_up, sum(other) AS other
      FROM (
        SELECT ward_id, cell_x, cell_y, half_year_of(month) AS half_year,
               coalesce(sum(more) FILTER (WHERE NOT is_pile_up AND field_code = 'ttdt'), 0) AS ttdt,
               coalesce(sum(more) FILTER (WHERE NOT is_pile_up AND field_code = 'ttxd'), 0) AS ttxd,
               coalesce(sum(more) FILTER (WHERE NOT is_pile_up AND field_code = 'vsmt'), 0) AS vsmt,
               coalesce(sum(more) FILTER (WHERE is_pile_up), 0) AS pile_up,
               coalesce(sum(more) FILTER (WHERE NOT is_pile_up AND field_code NOT IN ('ttdt', 'ttxd', 'vsmt')), 0)
                 AS other
          FROM (%s) AS moved WHERE is_counted(state) GROUP BY 1, 2, 3, 4
        HAVING bool_or(more <> 0)
      ) AS fine
     CROSS JOIN generate_series(10, 14) AS zoom
     CROSS JOIN LATERAL (VALUES (half_year), ('-infinity'::date)) AS kept (half)
     GROUP BY 1, 2, 3, 4, 5, 6 $query$, moved);
BEGIN
  IF TG_OP = 'DELETE' THEN  -- no row is made: a ward that is being deleted takes all of them along
    EXECUTE format($query$
      UPDATE incident_tile_cell AS c
         SET ttdt = c.ttdt + gone.ttdt, ttxd = c.ttxd + gone.ttxd, vsmt = c.vsmt + gone.vsmt,
             pile_up = c.pile_up + gone.pile_up, other = c.other + gone.other
        FROM (%s) AS gone
       WHERE (c.ward_id, c.zoom, c.tile_x, c.tile_y, c.half, c.spot)
           = (gone.ward_id, gone.zoom, gone.tile_x, gone.tile_y, gone.half, gone.spot) $query$, cells);
  ELSE
    EXECUTE format($query$
      INSERT INTO incident_tile_cell AS c %s ORDER BY 1, 2, 3, 4, 5, 6
      ON CONFLICT (ward_id, zoom, tile_x, tile_y, half, spot) DO UPDATE
        SET ttdt = c.ttdt + excluded.ttdt, ttxd = c.ttxd + excluded.ttxd, vsmt = c.vsmt + excluded.vsmt,
            pile_up = c.pile_up + excluded.pile_up, other = c.other + excluded.other $query$, cells);
  END IF;
  IF TG_OP <> 'INSERT' THEN
    EXECUTE format($query$
      DELETE FROM incident_tile_cell AS c USING (%s) AS seen
       WHERE (c.ward_id, c.zoom, c.tile_x, c.tile_y, c.half, c.spot)
           = (seen.ward_id, seen.zoom, seen.tile_x, seen.tile_y, seen.half, seen.spot)
         AND (c.ttdt, c.ttxd, c.vsmt, c.pile_up, c.other) = (0, 0, 0, 0, 0) $query$, cells);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER cells_insert AFTER INSERT ON incident_grid REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_tile_cells();
CREATE OR REPLACE TRIGGER cells_update AFTER UPDATE ON incident_grid REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_tile_cells();
CREATE OR REPLACE TRIGGER cells_delete AFTER DELETE ON incident_grid REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_tile_cells();
