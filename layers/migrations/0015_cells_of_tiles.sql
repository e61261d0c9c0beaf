-- What a tile at a low zoom draws, added up ready: a million incidents have as many rows in incident_grid
-- (month, category and state tell nearly all of them apart), and a tile of counts needs none of those.

-- Nobody writes between the counting below and the triggers, which are made later in this transaction.
LOCK TABLE incident, incident_grid IN ACCESS EXCLUSIVE MODE;

-- One cell of one tile: how many incidents of a half-year, or of all time, by what colours it.
CREATE TABLE incident_tile_cell (
  ward_id  integer NOT NULL,
  zoom     smallint NOT NULL CHECK (zoom BETWEEN 10 AND 14),
  tile_x   integer NOT NULL,
  tile_y   integer NOT NULL,
  half     date NOT NULL,
  spot     smallint NOT NULL CHECK (spot BETWEEN 0 AND 4095),
  ttdt     integer NOT NULL,
  ttxd     integer NOT NULL,
  vsmt     integer NOT NULL,
  pile_up  integer NOT NULL,
  other    integer NOT NULL,
  PRIMARY KEY (ward_id, zoom, tile_x, tile_y, half, spot)
);
COMMENT ON TABLE incident_tile_cell IS 'incident_grid added up, kept in step by its triggers: layers/functions/35_cells_of_tiles.sql';
COMMENT ON COLUMN incident_tile_cell.half IS 'First day of a half-year; -infinity: all time';
COMMENT ON COLUMN incident_tile_cell.spot IS '64 x 64 cells a tile: 64 times the row, plus the column, from the north-west corner';
COMMENT ON COLUMN incident_tile_cell.other IS 'Of fields that have no column here';

INSERT INTO incident_tile_cell
SELECT ward_id, zoom, cell_x >> (20 - zoom), cell_y >> (20 - zoom), half,
       ((cell_y >> (14 - zoom)) & 63) * 64 + ((cell_x >> (14 - zoom)) & 63),
       coalesce(sum(ttdt), 0), coalesce(sum(ttxd), 0), coalesce(sum(vsmt), 0), coalesce(sum(pile_up), 0),
       coalesce(sum(other), 0)
  FROM (
    SELECT ward_id, cell_x, cell_y,
           make_date(extract(year FROM month)::integer, CASE WHEN extract(month FROM month) < 7 THEN 1 ELSE 7 END, 1)
             AS half_year,
           sum(n) FILTER (WHERE NOT is_pile_up AND field_code = 'ttdt') AS ttdt,
           sum(n) FILTER (WHERE NOT is_pile_up AND field_code = 'ttxd') AS ttxd,
           sum(n) FILTER (WHERE NOT is_pile_up AND field_code = 'vsmt') AS vsmt,
           sum(n) FILTER (WHERE is_pile_up) AS pile_up,
           sum(n) FILTER (WHERE NOT is_pile_up AND field_code NOT IN ('ttdt', 'ttxd', 'vsmt')) AS other
      FROM incident_grid WHERE n > 0 GROUP BY 1, 2, 3, 4
  ) AS fine
 CROSS JOIN generate_series(10, 14) AS zoom
 CROSS JOIN LATERAL (VALUES (half_year), ('-infinity'::date)) AS kept (half)
 GROUP BY 1, 2, 3, 4, 5, 6
 ORDER BY 1, 2, 3, 4, 5, 6;
