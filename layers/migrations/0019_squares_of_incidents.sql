-- The squares of 250 m that the public sees, added up ready by month and kind: they hold a thousandth of the rows,
-- and every answer to the public, its counts as well, is made of nothing else.
CREATE TABLE incident_square (
  ward_id        integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  month          date NOT NULL,
  field_code     text NOT NULL,
  category_code  text NOT NULL,
  is_pile_up     boolean NOT NULL,
  column_no      integer NOT NULL,
  row_no         integer NOT NULL,
  n              integer NOT NULL,
  PRIMARY KEY (ward_id, month, field_code, category_code, is_pile_up, column_no, row_no)
);
COMMENT ON TABLE incident_square IS 'How many incidents of a month and kind lie in a square, kept in step by triggers: layers/functions/37_squares.sql';
COMMENT ON COLUMN incident_square.column_no IS 'Squares of 250 m in the ward''s metric CRS, counted from its origin';
-- Usage: squares that have lost their last incident go at once.
CREATE INDEX incident_square_empty ON incident_square (ward_id) WHERE n = 0;

-- Nobody writes between the filling below and the triggers, which are made later in this transaction.
LOCK TABLE incident IN ACCESS EXCLUSIVE MODE;
INSERT INTO incident_square
SELECT i.ward_id, date_trunc('month', i.occurred_on)::date, i.field_code, i.category_code, i.is_pile_up,
       floor(ST_X(place.geom) / 250)::integer, floor(ST_Y(place.geom) / 250)::integer, count(*)
  FROM incident AS i
  JOIN ward ON ward.id = i.ward_id
 CROSS JOIN LATERAL (SELECT ST_Transform(i.geom, ward.srid_measure) AS geom OFFSET 0) AS place
 GROUP BY 1, 2, 3, 4, 5, 6, 7
 ORDER BY 1, 2, 3, 4, 5, 6, 7;
