-- Squares of 250 m by month and kind of what is counted, kept in step with the incidents in the transaction of the change.

-- The statement that adds the rows r of a FROM item to their squares; sign -1 takes them away.
CREATE OR REPLACE FUNCTION into_squares(rows text, sign integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT format($query$
    INSERT INTO incident_square AS s (ward_id, month, field_code, category_code, is_pile_up, column_no, row_no, n)
    SELECT r.ward_id, date_trunc('month', r.occurred_on)::date, r.field_code, r.category_code, r.is_pile_up,
           floor(ST_X(place.geom) / 250)::integer, floor(ST_Y(place.geom) / 250)::integer, %2$s * count(*)
      FROM (SELECT r.* FROM %1$s) AS r
      JOIN ward ON ward.id = r.ward_id  -- a ward that is being deleted takes its squares along
     CROSS JOIN LATERAL (SELECT ST_Transform(r.geom, ward.srid_measure) AS geom OFFSET 0) AS place
     WHERE is_counted(r.state)
     GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (ward_id, month, field_code, category_code, is_pile_up, column_no, row_no)
           DO UPDATE SET n = s.n + excluded.n $query$, rows, sign)
$$;

CREATE OR REPLACE FUNCTION keep_incident_squares() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told text := 'r.geom, r.occurred_on, r.field_code, r.category_code, r.is_pile_up, is_counted(r.state)';
  moved text := format('%%s AS r JOIN %%s AS other ON other.id = r.id'
                       ' WHERE (r.ward_id, %s) IS DISTINCT FROM (other.ward_id, %s)', told,
                       replace(told, 'r.', 'other.'));
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF current_setting('diemnong.grid_later', true) IS DISTINCT FROM 'on' THEN  -- else by count_into_squares
      EXECUTE into_squares('new_rows AS r', 1);
    END IF;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    EXECUTE into_squares(format(moved, 'old_rows', 'new_rows'), -1);
    EXECUTE into_squares(format(moved, 'new_rows', 'old_rows'), 1);
  ELSE
    EXECUTE into_squares('old_rows AS r', -1);
  END IF;
  DELETE FROM incident_square AS s USING (SELECT DISTINCT o.ward_id FROM old_rows AS o) AS touched
   WHERE s.ward_id = touched.ward_id AND s.n = 0;
  RETURN NULL;
END $$;

-- Count a ward's incidents that came after an id, as count_into_grid does.
CREATE OR REPLACE FUNCTION count_into_squares(for_ward integer, after_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE into_squares(format('incident AS r WHERE r.ward_id = %s AND r.id > %s', for_ward, after_id), 1);
END $$;

-- After the version has moved, as for the grid: the writers of a ward stand in line by then.
CREATE OR REPLACE TRIGGER with_squares_insert AFTER INSERT ON incident REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_squares();
CREATE OR REPLACE TRIGGER with_squares_update AFTER UPDATE ON incident REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_squares();
CREATE OR REPLACE TRIGGER with_squares_delete AFTER DELETE ON incident REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_squares();
