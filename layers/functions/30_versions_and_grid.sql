-- Whether an incident in a state is a violation that figures count: not one that was cancelled, as a double
-- entry is, nor one that was found unfounded. Every sum, list, rule and analysis asks this.
CREATE OR REPLACE FUNCTION is_counted(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT state <> ALL (ARRAY['huy', 'khong_du_can_cu'])
$$;

-- A table's version moves with every write, in the writing transaction: what is cached under a
-- version is never stale. The stored grid of incidents is kept in step the same way.

CREATE OR REPLACE FUNCTION move_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO table_version AS v (ward_id, table_name)
    SELECT DISTINCT t.ward_id, TG_TABLE_NAME FROM old_rows t
      JOIN ward ON ward.id = t.ward_id ORDER BY t.ward_id  -- a ward that is being deleted needs none
    ON CONFLICT (ward_id, table_name) DO UPDATE SET version = v.version + 1;
  ELSE
    INSERT INTO table_version AS v (ward_id, table_name)
    SELECT DISTINCT t.ward_id, TG_TABLE_NAME FROM new_rows t ORDER BY t.ward_id
    ON CONFLICT (ward_id, table_name) DO UPDATE SET version = v.version + 1;
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['category', 'area', 'area_lineage', 'lane', 'lane_project', 'inspection_round',
    'inspection_round_field', 'inspection_round_lane', 'place', 'place_event',
    'incident', 'site', 'facility', 'route', 'parcel_shape', 'feature', 'custom_layer', 'run',
    'area_epoch', 'unplaced_incident']
  LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS version_insert ON %I', watched);
    EXECUTE format('DROP TRIGGER IF EXISTS version_update ON %I', watched);
    EXECUTE format('DROP TRIGGER IF EXISTS version_delete ON %I', watched);
    EXECUTE format('CREATE TRIGGER version_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION move_version()', watched);
    EXECUTE format('CREATE TRIGGER version_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION move_version()', watched);
    EXECUTE format('CREATE TRIGGER version_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION move_version()', watched);
  END LOOP;
END $$;

-- Column or row of the stored grid for a Web Mercator coordinate: 64 cells across a zoom-14 tile,
-- counted from the north-west corner as tiles are.
CREATE OR REPLACE FUNCTION grid_column(geom geometry) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT floor((ST_X(geom) + 20037508.342789244) / (40075016.685578488 / 1048576))::integer
$$;
CREATE OR REPLACE FUNCTION grid_row(geom geometry) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT floor((20037508.342789244 - ST_Y(geom)) / (40075016.685578488 / 1048576))::integer
$$;

-- A large load counts its rows at its end, by count_into_grid, in the order of the key: a third of the time.
-- Rows that a statement leaves in their cell (another lane, another text) are not counted anew.
CREATE OR REPLACE FUNCTION keep_incident_grid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  key text := 'ward_id, cell_x, cell_y, month, field_code, category_code, state, is_pile_up';
  told text := 'r.geom_3857, r.occurred_on, r.field_code, r.category_code, r.state, r.is_pile_up';
  moved text := format('JOIN %s AS other ON other.id = r.id WHERE (r.ward_id, %s) IS DISTINCT FROM (other.ward_id, %s)',
                       '%s', told, replace(told, 'r.', 'other.'));
  counted text := $query$
    SELECT r.ward_id, grid_column(r.geom_3857) AS cell_x, grid_row(r.geom_3857) AS cell_y,
           date_trunc('month', r.occurred_on)::date AS month, r.field_code, r.category_code, r.state, r.is_pile_up,
           count(*)::integer AS n
      FROM %s AS r %s
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 $query$;
  gone text := format(counted, 'old_rows', CASE TG_OP WHEN 'UPDATE' THEN format(moved, 'new_rows') ELSE '' END);
  come text := format(counted, 'new_rows', CASE TG_OP WHEN 'UPDATE' THEN format(moved, 'old_rows') ELSE '' END);
BEGIN
  IF TG_OP = 'INSERT' AND current_setting('diemnong.grid_later', true) = 'on' THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    EXECUTE format('UPDATE incident_grid AS g SET n = g.n - gone.n FROM (%1$s) AS gone WHERE (%2$s) = (%3$s)',
                   gone, 'g.' || replace(key, ', ', ', g.'), 'gone.' || replace(key, ', ', ', gone.'));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    EXECUTE format('INSERT INTO incident_grid AS g (%1$s, n) %2$s ORDER BY 1, 2, 3, 4, 5, 6, 7, 8 '
                   'ON CONFLICT (%1$s) DO UPDATE SET n = g.n + excluded.n', key, come);
  END IF;
  IF TG_OP <> 'INSERT' THEN
    EXECUTE format('DELETE FROM incident_grid AS g USING (%1$s) AS gone WHERE g.n = 0 AND (%2$s) = (%3$s)',
                   gone, 'g.' || replace(key, ', ', ', g.'), 'gone.' || replace(key, ', ', ', gone.'));
  END IF;
  RETURN NULL;
END $$;

-- Count a ward's incidents that came after an id, where their inserts were not counted one by one. Nobody
-- else may write incidents meanwhile; where the ward had none, nothing can be counted already.
CREATE OR REPLACE FUNCTION count_into_grid(for_ward integer, after_id bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  counted text := $query$
    INSERT INTO incident_grid AS g
      (ward_id, cell_x, cell_y, month, field_code, category_code, state, is_pile_up, n)
    SELECT ward_id, grid_column(geom_3857), grid_row(geom_3857), date_trunc('month', occurred_on)::date,
           field_code, category_code, state, is_pile_up, count(*)
      FROM incident WHERE ward_id = $1 AND id > $2
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8 $query$;
BEGIN
  IF EXISTS (SELECT FROM incident_grid WHERE ward_id = for_ward) THEN
    counted := counted || $query$
      ON CONFLICT (ward_id, cell_x, cell_y, month, field_code, category_code, state, is_pile_up)
        DO UPDATE SET n = g.n + excluded.n $query$;
  END IF;
  EXECUTE counted USING for_ward, after_id;
END $$;

-- Triggers fire in the order of their names, so the version moves first: its one row keeps the writers
-- of a ward in line before any of them holds a cell, and no two wait for each other in a ring.
DROP TRIGGER IF EXISTS grid_insert ON incident;  -- the names before that order was known
DROP TRIGGER IF EXISTS grid_update ON incident;
DROP TRIGGER IF EXISTS grid_delete ON incident;
DROP TRIGGER IF EXISTS with_grid_insert ON incident;
DROP TRIGGER IF EXISTS with_grid_update ON incident;
DROP TRIGGER IF EXISTS with_grid_delete ON incident;
CREATE TRIGGER with_grid_insert AFTER INSERT ON incident REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_grid();
CREATE TRIGGER with_grid_update AFTER UPDATE ON incident REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_grid();
CREATE TRIGGER with_grid_delete AFTER DELETE ON incident REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_grid();
