-- Incidents that were cancelled or found unfounded are no violations: the sums that are kept ready hold
-- them no longer, and the triggers keep it so (layers/functions/37_squares.sql, 35_cells_of_tiles.sql).
-- Nobody writes between this and the new triggers, which are made later in this transaction.
LOCK TABLE incident, incident_grid IN ACCESS EXCLUSIVE MODE;

UPDATE incident_square AS s SET n = s.n - void.n
  FROM (SELECT i.ward_id, date_trunc('month', i.occurred_on)::date AS month, i.field_code, i.category_code, i.is_pile_up,
               floor(ST_X(place.geom) / 250)::integer AS column_no, floor(ST_Y(place.geom) / 250)::integer AS row_no,
               count(*)::integer AS n
          FROM incident AS i
          JOIN ward ON ward.id = i.ward_id
         CROSS JOIN LATERAL (SELECT ST_Transform(i.geom, ward.srid_measure) AS geom OFFSET 0) AS place
         WHERE i.state IN ('huy', 'khong_du_can_cu')
         GROUP BY 1, 2, 3, 4, 5, 6, 7) AS void
 WHERE (s.ward_id, s.month, s.field_code, s.category_code, s.is_pile_up, s.column_no, s.row_no)
     = (void.ward_id, void.month, void.field_code, void.category_code, void.is_pile_up, void.column_no, void.row_no);
DELETE FROM incident_square WHERE n = 0;

UPDATE incident_tile_cell AS c
   SET ttdt = c.ttdt - void.ttdt, ttxd = c.ttxd - void.ttxd, vsmt = c.vsmt - void.vsmt,
       pile_up = c.pile_up - void.pile_up, other = c.other - void.other
  FROM (SELECT ward_id, zoom, cell_x >> (20 - zoom) AS tile_x, cell_y >> (20 - zoom) AS tile_y, half,
               ((cell_y >> (14 - zoom)) & 63) * 64 + ((cell_x >> (14 - zoom)) & 63) AS spot,
               coalesce(sum(n) FILTER (WHERE NOT is_pile_up AND field_code = 'ttdt'), 0) AS ttdt,
               coalesce(sum(n) FILTER (WHERE NOT is_pile_up AND field_code = 'ttxd'), 0) AS ttxd,
               coalesce(sum(n) FILTER (WHERE NOT is_pile_up AND field_code = 'vsmt'), 0) AS vsmt,
               coalesce(sum(n) FILTER (WHERE is_pile_up), 0) AS pile_up,
               coalesce(sum(n) FILTER (WHERE NOT is_pile_up AND field_code NOT IN ('ttdt', 'ttxd', 'vsmt')), 0) AS other
          FROM incident_grid
         CROSS JOIN generate_series(10, 14) AS zoom
         CROSS JOIN LATERAL (VALUES
           (make_date(extract(year FROM month)::integer, CASE WHEN extract(month FROM month) < 7 THEN 1 ELSE 7 END, 1)),
           ('-infinity'::date)) AS kept (half)
         WHERE state IN ('huy', 'khong_du_can_cu')
         GROUP BY 1, 2, 3, 4, 5, 6) AS void
 WHERE (c.ward_id, c.zoom, c.tile_x, c.tile_y, c.half, c.spot)
     = (void.ward_id, void.zoom, void.tile_x, void.tile_y, void.half, void.spot);
DELETE FROM incident_tile_cell WHERE (ttdt, ttxd, vsmt, pile_up, other) = (0, 0, 0, 0, 0);

DROP INDEX IF EXISTS incident_ward_day;
-- Usage: every filter starts with ward and period, and leaves out what does not count unless it names states
-- (those are read from incident_narrow). The condition is that of is_counted, layers/functions/30_versions_and_grid.sql.
CREATE INDEX IF NOT EXISTS incident_counted_day ON incident (ward_id, occurred_on)
 WHERE state <> ALL (ARRAY['huy', 'khong_du_can_cu']);

-- What was asked for before may have counted them: every answer that is kept under a version is made anew.
UPDATE table_version SET version = version + 1 WHERE table_name = 'incident';
