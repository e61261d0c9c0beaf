-- Who, when, what, before, after: one row a changed row, written in the transaction of the change.
-- Statement level with transition tables, so that a bulk load pays once.

-- How a column stands in the log: geometry as hex WKB (short, exact), the rest as JSON has it.
-- Derived columns and secrets are left out. One expression a table, so that nothing is converted
-- only to be thrown away: a bulk load spends most of its time here.
CREATE OR REPLACE FUNCTION logged_row_expression(of_table regclass) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT 'jsonb_build_object(' || string_agg(
           quote_literal(attname) || ', '
           || CASE format_type(atttypid, NULL) WHEN 'geometry' THEN format('encode(ST_AsEWKB(t.%I), ''hex'')', attname)
              ELSE format('t.%I', attname) END,
           ', ' ORDER BY attnum) || ')'
    FROM pg_attribute
   WHERE attrelid = of_table AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
     AND attname NOT IN ('lane_id', 'group_id', 'password_hash', 'last_sign_in_at')
$$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'change_log is written once and never changed' USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER IF EXISTS change_log_is_final ON change_log;
CREATE TRIGGER change_log_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON change_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Make the log function and its three triggers for one table; `keys` name its row.
CREATE OR REPLACE FUNCTION keep_change_log(of_table regclass, keys text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  plain_name text := (SELECT relname FROM pg_class WHERE oid = of_table);
  identity text := (SELECT 'concat_ws(''/'', ' || string_agg(format('%%1$s.r ->> %L', key), ', ') || ')'
                      FROM unnest(keys) AS key);
  earlier_id text := format(identity, 'earlier');
  later_id text := format(identity, 'later');
  ward_key text := CASE plain_name WHEN 'ward' THEN 'id' ELSE 'ward_id' END;
BEGIN
  EXECUTE format($function$
    CREATE OR REPLACE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql AS $body$
    DECLARE
      actor_now text := coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database:' || session_user);
    BEGIN
      IF TG_OP = 'INSERT' THEN
        INSERT INTO change_log (ward_id, actor, table_name, row_id, action, after)
        SELECT (later.r ->> %2$L)::integer, actor_now, TG_TABLE_NAME, %4$s, 'insert', later.r
          FROM (SELECT %5$s AS r FROM new_rows t) AS later;
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
  $function$, 'log_' || plain_name, ward_key, earlier_id, later_id, logged_row_expression(of_table));
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
  ('place', ARRAY['id']), ('incident', ARRAY['id']), ('site', ARRAY['id']), ('facility', ARRAY['id']),
  ('route', ARRAY['id']), ('feature', ARRAY['id']), ('custom_layer', ARRAY['id']),
  ('area_epoch', ARRAY['id'])
) AS logged (of_table, keys);
