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

-- The rating of a regulation in a group that holds up to a day: of several it is the newest, as in the table.
CREATE OR REPLACE FUNCTION is_newest_rating(of_row bigint, up_to date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM register_democracy AS this
      JOIN register_democracy AS later
        ON later.ward_id = this.ward_id AND later.group_id = this.group_id AND later.regulation = this.regulation
     WHERE this.id = of_row AND later.deleted_at IS NULL AND later.rated_on <= up_to
       AND (later.rated_on, later.id) > (this.rated_on, this.id))
$$;

-- The point that a recommendation means: the place that is called what it says; else its own words, however they
-- are spelled, as several points may lie at one place; without words the place that was chosen. NULL: none.
CREATE OR REPLACE FUNCTION point_meant(of_ward integer, of_place bigint, said text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN fold_vi(said) = '' THEN 'place ' || of_place
         ELSE coalesce(
           (SELECT 'place ' || min(p.id) FROM place AS p
             WHERE p.ward_id = of_ward AND fold_vi(said) IN (fold_vi(p.code), fold_vi(p.name), fold_vi(p.address))),
           fold_vi(said)) END
$$;
