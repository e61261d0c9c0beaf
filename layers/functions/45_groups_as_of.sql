-- The groups of incidents as of a stated day: beside the group of each incident's own day, never
-- instead of it. A set is made when first asked for and follows the incidents from then on.

-- The day from which the boundaries in force on a day were so; all days before any share the first day
-- that a period may touch.
CREATE OR REPLACE FUNCTION boundaries_since(for_ward integer, asked date) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT coalesce(max(turn.day), least(asked, DATE '1900-01-01'))
    FROM (SELECT valid_from AS day FROM area WHERE ward_id = for_ward AND kind = 'group'
          UNION SELECT valid_to FROM area WHERE ward_id = for_ward AND kind = 'group') AS turn
   WHERE turn.day <= asked
$$;

-- Find or make the set of a day, by the rule of links_of for one day instead of each point's own: set
-- against set, the lower code on a shared border. Whoever writes areas or incidents holds the ward's
-- row of table_version until their commit: taking both rows means that nobody's write is missed.
CREATE OR REPLACE FUNCTION group_set_of(for_ward integer, asked date) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = diemnong, pg_temp AS $$  -- only an owner takes statistics; public is named
DECLARE
  first_day date := boundaries_since(for_ward, asked);
  wanted bigint;
  found_id bigint;
BEGIN
  SELECT s.id INTO found_id FROM group_set AS s
   WHERE s.ward_id = for_ward AND s.since = first_day
     AND s.area_version = (SELECT v.version FROM table_version AS v
                            WHERE v.ward_id = for_ward AND v.table_name = 'area');
  IF found_id IS NOT NULL THEN
    RETURN found_id;
  END IF;
  INSERT INTO table_version AS v (ward_id, table_name, version)
  VALUES (for_ward, 'area', 0), (for_ward, 'incident', 0)
  ON CONFLICT (ward_id, table_name) DO UPDATE SET version = v.version;
  SELECT v.version INTO wanted FROM table_version AS v WHERE v.ward_id = for_ward AND v.table_name = 'area';
  first_day := boundaries_since(for_ward, asked);
  INSERT INTO group_set (ward_id, since, area_version) VALUES (for_ward, first_day, wanted)
  ON CONFLICT DO NOTHING RETURNING id INTO found_id;
  IF found_id IS NULL THEN  -- somebody made it while we waited
    SELECT s.id INTO found_id FROM group_set AS s
     WHERE s.ward_id = for_ward AND s.since = first_day AND s.area_version = wanted;
    RETURN found_id;
  END IF;
  INSERT INTO group_set_member (set_id, incident_id, area_id)
  SELECT DISTINCT ON (p.id) found_id, p.id, area.id
    FROM area
    JOIN incident AS p ON public.ST_Covers(area.geom, p.geom)
   WHERE area.ward_id = for_ward AND area.kind = 'group' AND area.valid @> first_day AND p.ward_id = for_ward
   ORDER BY p.id, length(area.code), area.code COLLATE "C", area.id;
  -- Without statistics the planner takes a set for a handful of rows, and reads it once for each incident.
  ANALYZE group_set_member;
  -- Sets that are out of date; a request that found one a moment ago may still be reading it.
  DELETE FROM group_set AS s
   WHERE s.ward_id = for_ward AND s.area_version IS DISTINCT FROM wanted AND s.made_at < now() - interval '10 minutes';
  RETURN found_id;
END $$;

-- Keep the sets that there are in step with the incidents, in the transaction of the change. After a
-- bulk load they are made anew when next asked for: set against set is a hundred times faster.
CREATE OR REPLACE FUNCTION keep_group_sets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  fresh bigint := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM group_set) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    SELECT count(*) INTO fresh FROM new_rows;
  ELSIF TG_OP = 'UPDATE' THEN
    DELETE FROM group_set_member AS m USING group_set AS s, old_rows AS o JOIN new_rows AS n ON n.id = o.id
     WHERE m.set_id = s.id AND s.ward_id = o.ward_id AND m.incident_id = o.id AND n.geom::bytea <> o.geom::bytea;
    SELECT count(*) INTO fresh FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id WHERE n.geom::bytea <> o.geom::bytea;
  ELSE
    DELETE FROM group_set_member AS m USING group_set AS s, old_rows AS o
     WHERE m.set_id = s.id AND s.ward_id = o.ward_id AND m.incident_id = o.id;
  END IF;
  IF fresh > 1000 THEN
    UPDATE group_set AS s SET area_version = NULL WHERE s.ward_id IN (SELECT n.ward_id FROM new_rows AS n);
  ELSIF fresh > 0 THEN
    INSERT INTO group_set_member (set_id, incident_id, area_id)
    SELECT DISTINCT ON (s.id, p.id) s.id, p.id, area.id
      FROM group_set AS s
      JOIN new_rows AS p ON p.ward_id = s.ward_id
      JOIN area ON area.ward_id = s.ward_id AND area.kind = 'group' AND area.valid @> s.since
                AND ST_Covers(area.geom, p.geom)
     WHERE s.area_version IS NOT NULL
       AND NOT EXISTS (SELECT FROM group_set_member AS m WHERE m.set_id = s.id AND m.incident_id = p.id)
     ORDER BY s.id, p.id, length(area.code), area.code COLLATE "C", area.id;
  END IF;
  RETURN NULL;
END $$;

-- After version and grid (triggers fire in the order of their names): the writers of a ward are in line.
DROP TRIGGER IF EXISTS with_group_sets_insert ON incident;
DROP TRIGGER IF EXISTS with_group_sets_update ON incident;
DROP TRIGGER IF EXISTS with_group_sets_delete ON incident;
CREATE TRIGGER with_group_sets_insert AFTER INSERT ON incident REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_group_sets();
CREATE TRIGGER with_group_sets_update AFTER UPDATE ON incident REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_group_sets();
CREATE TRIGGER with_group_sets_delete AFTER DELETE ON incident REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_group_sets();
