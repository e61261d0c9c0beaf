-- Tables of one transaction, for the role of the web server, which may make none: with a table of its own it
-- could have triggers of its own, and what "only triggers may" write would be open to it.
-- They work as the owner: they look into no schema where others may make functions, and refuse other names first.

CREATE OR REPLACE FUNCTION scratch_table(which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  columns text;
BEGIN
  CASE which
    -- Incidents as links_of wants its points: near ground that an edit changed; or waiting ones with their place.
    WHEN 'edited_incident' THEN
      columns := 'id bigint, ward_id integer, import_id bigint, occurred_on date, geom public.geometry(Point, 4326),
                  geom_3857 public.geometry(Point, 3857)';
    WHEN 'placing_spot' THEN
      columns := 'id bigint PRIMARY KEY, ward_id integer NOT NULL, import_id bigint, occurred_on date,
                  geom public.geometry(Point, 4326) NOT NULL,
                  geom_3857 public.geometry(Point, 3857) GENERATED ALWAYS AS (public.ST_Transform(geom, 3857)) STORED,
                  method text NOT NULL, precision_m double precision, lane_id bigint, lane_name text NOT NULL,
                  confidence double precision, reasons jsonb NOT NULL';
    -- The rows of an import that is undone: as they were before it (NULL: not there), and after it.
    WHEN 'undo_row' THEN
      columns := 'id bigint, is_new boolean, before jsonb, after jsonb';
    -- Who answered for which incident before an edit of a contracted route.
    WHEN 'answered_before' THEN
      columns := 'incident_id bigint PRIMARY KEY, unit text NOT NULL, name text NOT NULL';
    ELSE
      RAISE EXCEPTION 'no scratch table of this name: %', which USING ERRCODE = 'invalid_parameter_value';
  END CASE;
  EXECUTE pg_catalog.format('DROP TABLE IF EXISTS pg_temp.%I', which);
  EXECUTE pg_catalog.format('CREATE TEMP TABLE pg_temp.%I (%s) ON COMMIT DROP', which, columns);
  EXECUTE pg_catalog.format('GRANT SELECT, INSERT ON pg_temp.%I TO PUBLIC', which);
END $$;

-- After it was filled: an index by row, and statistics, which only the owner of a table may take.
CREATE OR REPLACE FUNCTION scratch_table_filled(which text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF which IS NULL OR which NOT IN ('edited_incident', 'placing_spot', 'undo_row') THEN
    RAISE EXCEPTION 'no scratch table of this name: %', which USING ERRCODE = 'invalid_parameter_value';
  END IF;
  EXECUTE pg_catalog.format('CREATE INDEX ON pg_temp.%I (id)', which);
  EXECUTE pg_catalog.format('ANALYZE pg_temp.%I', which);
END $$;
