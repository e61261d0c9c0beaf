-- Who, when, what, before, after: one row a changed row, written in the transaction of the change.
-- Statement level with transition tables, so that a bulk load pays once.

-- The row as it is kept in the log: without derived columns and without secrets.
CREATE OR REPLACE FUNCTION logged_row(whole jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT whole - ARRAY['geom_3857', 'valid', 'occurred_on', 'lane_id', 'group_id', 'password_hash',
                       'last_sign_in_at']
$$;

CREATE OR REPLACE FUNCTION row_identity(logged jsonb, keys text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg(logged ->> key, '/' ORDER BY position) FROM unnest(keys) WITH ORDINALITY AS k (key, position)
$$;

CREATE OR REPLACE FUNCTION ward_of(table_name text, logged jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (logged ->> CASE table_name WHEN 'ward' THEN 'id' ELSE 'ward_id' END)::integer
$$;

CREATE OR REPLACE FUNCTION write_change_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  actor_now text := coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database:' || session_user);
  keys text[] := TG_ARGV;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO change_log (ward_id, actor, table_name, row_id, action, after)
    SELECT ward_of(TG_TABLE_NAME, later.r), actor_now, TG_TABLE_NAME, row_identity(later.r, keys), 'insert', later.r
      FROM (SELECT logged_row(to_jsonb(t)) AS r FROM new_rows t) AS later;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO change_log (ward_id, actor, table_name, row_id, action, before)
    SELECT ward_of(TG_TABLE_NAME, earlier.r), actor_now, TG_TABLE_NAME, row_identity(earlier.r, keys), 'delete', earlier.r
      FROM (SELECT logged_row(to_jsonb(t)) AS r FROM old_rows t) AS earlier;
  ELSE
    INSERT INTO change_log (ward_id, actor, table_name, row_id, action, before, after)
    SELECT ward_of(TG_TABLE_NAME, later.r), actor_now, TG_TABLE_NAME, row_identity(later.r, keys), 'update', earlier.r, later.r
      FROM (SELECT logged_row(to_jsonb(t)) AS r FROM old_rows t) AS earlier
      JOIN (SELECT logged_row(to_jsonb(t)) AS r FROM new_rows t) AS later
        ON row_identity(earlier.r, keys) = row_identity(later.r, keys)
     WHERE earlier.r <> later.r;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'change_log is written once and never changed' USING ERRCODE = 'insufficient_privilege';
END $$;

DROP TRIGGER IF EXISTS change_log_is_final ON change_log;
CREATE TRIGGER change_log_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON change_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
DECLARE
  logged record;
BEGIN
  FOR logged IN
    SELECT * FROM (VALUES
      ('ward', 'id'), ('user', 'id'), ('category', 'ward_id,code'), ('area', 'id'), ('area_lineage', 'id'),
      ('lane', 'id'), ('lane_project', 'id'), ('inspection_round', 'id'),
      ('inspection_round_field', 'round_id,field_code'), ('place', 'id'), ('incident', 'id'), ('site', 'id'),
      ('facility', 'id'), ('route', 'id'), ('feature', 'id')
    ) AS t (table_name, keys)
  LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS log_insert ON %I', logged.table_name);
    EXECUTE format('DROP TRIGGER IF EXISTS log_update ON %I', logged.table_name);
    EXECUTE format('DROP TRIGGER IF EXISTS log_delete ON %I', logged.table_name);
    EXECUTE format('CREATE TRIGGER log_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION write_change_log(%s)', logged.table_name,
      (SELECT string_agg(quote_literal(k), ', ') FROM unnest(string_to_array(logged.keys, ',')) AS k));
    EXECUTE format('CREATE TRIGGER log_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows '
      'NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION write_change_log(%s)', logged.table_name,
      (SELECT string_agg(quote_literal(k), ', ') FROM unnest(string_to_array(logged.keys, ',')) AS k));
    EXECUTE format('CREATE TRIGGER log_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION write_change_log(%s)', logged.table_name,
      (SELECT string_agg(quote_literal(k), ', ') FROM unnest(string_to_array(logged.keys, ',')) AS k));
  END LOOP;
END $$;
