-- Who, when, what, before, after: one row a changed row, written in the transaction of the change.
-- Statement level with transition tables, so that a bulk load pays once. Moments stand in the log in
-- UTC, whatever the zone of the session that made the change: what was logged once reads the same ever after.

-- How a column stands in the log: geometry as hex WKB (short, exact), the rest as JSON has it.
-- Derived columns and secrets are left out (lane and group of an incident follow from its point; elsewhere
-- a person chooses them). One expression a table, so that nothing is converted
-- only to be thrown away: a bulk load spends most of its time here.
CREATE OR REPLACE FUNCTION logged_row_expression(of_table regclass) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT 'jsonb_build_object(' || string_agg(
           quote_literal(attname) || ', '
           || CASE format_type(atttypid, NULL) WHEN 'geometry' THEN format('encode(public.ST_AsEWKB(t.%I), ''hex'')', attname)
              ELSE format('t.%I', attname) END,
           ', ' ORDER BY attnum) || ')'
    FROM pg_attribute
   WHERE attrelid = of_table AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
     AND attname NOT IN ('password_hash', 'last_sign_in_at')
     AND (attname NOT IN ('lane_id', 'group_id')
          OR of_table <> 'incident'::regclass)
$$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'change_log is written once and never changed' USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER IF EXISTS change_log_is_final ON change_log;
CREATE TRIGGER change_log_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON change_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Rows that an import inserts are recorded once, by the import that they name: what they were is in
-- the row itself, or in `before` of the first change made to it. While an import writes, its number
-- stands in diemnong.import; a row that comes to be in any other way has an entry of its own.
CREATE OR REPLACE FUNCTION import_now() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('diemnong.import', true), '')::bigint
$$;

-- The import that a row came with, if any; `import_now_named` is the one that it names today, which a
-- later import may have put there.
CREATE OR REPLACE FUNCTION import_of_origin(of_table text, of_row bigint, import_now_named bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
  earliest jsonb;
BEGIN
  SELECT c.before INTO earliest FROM change_log AS c
   WHERE c.table_name = of_table AND c.row_id = of_row::text AND c.action <> 'insert'
   ORDER BY c.id LIMIT 1;
  RETURN CASE WHEN FOUND THEN (earliest ->> 'import_id')::bigint ELSE import_now_named END;
END $$;

-- Make the log function and its three triggers for one table; `keys` name its row.
CREATE OR REPLACE FUNCTION keep_change_log(of_table regclass, keys text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  plain_name text := (SELECT relname FROM pg_class WHERE oid = of_table);
  identity text := (SELECT 'concat_ws(''/'', ' || string_agg(format('%%1$s.r ->> %L', key), ', ') || ')'
                      FROM unnest(keys) AS key);
  earlier_id text := format(identity, 'earlier');
  later_id text := format(identity, 'later');
  ward_key text := CASE plain_name WHEN 'ward' THEN 'id' ELSE 'ward_id' END;
  has_import boolean := EXISTS (SELECT FROM pg_attribute WHERE attrelid = of_table AND attname = 'import_id');
  is_own text := CASE WHEN has_import THEN 't.import_id IS NULL OR t.import_id IS DISTINCT FROM import_now()'
                 ELSE 'true' END;
BEGIN
  EXECUTE format($function$
    CREATE OR REPLACE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET TimeZone = 'UTC' AS $body$
    DECLARE
      actor_now text := coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database:' || session_user);
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO change_log (ward_id, actor, table_name, row_id, action, after)
        SELECT (later.r ->> %2$L)::integer, actor_now, TG_TABLE_NAME, %4$s, 'insert', later.r
          FROM (SELECT %5$s AS r FROM new_rows t WHERE %6$s) AS later;
      ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO change_log (ward_id, actor, table_name, row_id, action, before)
        SELECT (earlier.r ->> %2$L)::integer, actor_now, TG_TABLE_NAME, %3$s, 'delete', earlier.r
          FROM (SELECT %5$s AS r FROM old_rows t) AS earlier;
      ELSE
        INSERT INTO change_log (ward_id, actor, table_name, row_id, action, before, after)
        SELECT (later.r ->> %2$L)::integer, actor_now, TG_TABLE_NAME, %4$s, 'update', earlier.r, later.r
          FROM (SELECT %5$s AS r FROM old_rows t) AS earlier
          JOIN (SELECT %5$s AS r FROM new_rows t) AS later ON %3$s = %4$s
         WHERE earlier.r <> later.r;
      END IF;
      RETURN NULL;
    END $body$
  $function$, 'log_' || plain_name, ward_key, earlier_id, later_id, logged_row_expression(of_table),
    is_own);
  EXECUTE format($triggers$
    DROP TRIGGER IF EXISTS log_insert ON %1$s;
    DROP TRIGGER IF EXISTS log_update ON %1$s;
    DROP TRIGGER IF EXISTS log_delete ON %1$s;
    CREATE TRIGGER log_insert AFTER INSERT ON %1$s REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION %2$I();
    CREATE TRIGGER log_update AFTER UPDATE ON %1$s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION %2$I();
    CREATE TRIGGER log_delete AFTER DELETE ON %1$s REFERENCING OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION %2$I();
  $triggers$, of_table, 'log_' || plain_name);
END $$;

SELECT keep_change_log(of_table::regclass, keys) FROM (VALUES
  ('ward', ARRAY['id']), ('"user"', ARRAY['id']), ('category', ARRAY['ward_id', 'code']), ('area', ARRAY['id']),
  ('area_lineage', ARRAY['id']), ('lane', ARRAY['id']), ('lane_project', ARRAY['id']),
  ('inspection_round', ARRAY['id']), ('inspection_round_field', ARRAY['round_id', 'field_code']),
  ('place_event', ARRAY['id']), ('inspection_round_lane', ARRAY['round_id', 'lane_id']), ('surprise_incident', ARRAY['round_id', 'incident_id']),
  ('place', ARRAY['id']), ('incident', ARRAY['id']), ('site', ARRAY['id']), ('facility', ARRAY['id']),
  ('route', ARRAY['id']), ('parcel_shape', ARRAY['id']), ('feature', ARRAY['id']), ('custom_layer', ARRAY['id']),
  ('area_epoch', ARRAY['id']), ('import_run', ARRAY['id']),
  ('unplaced_incident', ARRAY['id']), ('placement', ARRAY['id']), ('location_verdict', ARRAY['id']),
  ('saved_view', ARRAY['id']), ('saved_view_default', ARRAY['ward_id', 'role'])
) AS logged (of_table, keys);
