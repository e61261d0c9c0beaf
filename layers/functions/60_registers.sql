-- Every table of a register has a change log and a version; a new one needs nothing here.

SELECT keep_change_log(oid::regclass, ARRAY['id'])
  FROM pg_class
 WHERE relnamespace = 'diemnong'::regnamespace AND relkind = 'r' AND relname LIKE 'register\_%';

DO $$
DECLARE
  watched regclass;
BEGIN
  FOR watched IN
    SELECT oid FROM pg_class
     WHERE relnamespace = 'diemnong'::regnamespace AND relkind = 'r' AND relname LIKE 'register\_%'
  LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS version_insert ON %s', watched);
    EXECUTE format('DROP TRIGGER IF EXISTS version_update ON %s', watched);
    EXECUTE format('DROP TRIGGER IF EXISTS version_delete ON %s', watched);
    EXECUTE format('CREATE TRIGGER version_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION move_version()', watched);
    EXECUTE format('CREATE TRIGGER version_update AFTER UPDATE ON %s REFERENCING NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION move_version()', watched);
    EXECUTE format('CREATE TRIGGER version_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION move_version()', watched);
  END LOOP;
END $$;
