-- The state machine of incidents (DOMAIN: phát hiện → … → kết thúc), held where nobody gets round it: a
-- trigger on the table, so that page, API, bulk change, import, its undo and plain SQL are refused alike.
-- Who acts stands in diemnong.actor, why in diemnong.reason, an undo in diemnong.undo, a photo in
-- diemnong.photo. Functions that write events do so as the owner of the tables (SECURITY DEFINER): the role of
-- the web server may not write them at all (layers/web_role.py). Inserts cost nothing here row by row; an update that leaves the state alone costs one comparison.

-- 4 administrator, 3 supervisor, 2 inspector, 1 viewer, 0 nobody. Who works at the machine's own terminal has
-- the role of the owner, who could write anything; the role of the web server cannot call itself a terminal.
CREATE OR REPLACE FUNCTION actor_rank(who text, for_ward integer) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT array_position(ARRAY['viewer', 'inspector', 'supervisor', 'admin'], u.role) FROM "user" AS u
      WHERE u.login = who AND u.is_active AND (u.ward_id IS NULL OR u.ward_id = for_ward)),
    CASE WHEN (who = 'terminal' OR who LIKE 'terminal:%')
          AND pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = 'diemnong.incident'::regclass), 'MEMBER')
         THEN 4 ELSE 0 END)
$$;

-- Whether somebody handles the case or ever did.
CREATE OR REPLACE FUNCTION has_handled(who text, of_incident bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM incident_case AS c WHERE c.incident_id = of_incident AND c.handler = who)
      OR EXISTS (SELECT FROM incident_event AS e WHERE e.incident_id = of_incident
                  AND who IN (e.details ->> 'handler', e.details ->> 'handler_before')
                  AND NOT EXISTS (SELECT FROM incident_event AS u WHERE u.undoes = e.id))
$$;

-- The newest step of a case that was not taken back: the one that an undo takes back.
CREATE OR REPLACE FUNCTION standing_step(of_incident bigint) RETURNS incident_event LANGUAGE sql STABLE AS $$
  SELECT e FROM incident_event AS e
   WHERE e.incident_id = of_incident AND e.kind = 'move'
     AND NOT EXISTS (SELECT FROM incident_event AS u WHERE u.undoes = e.id)
   ORDER BY e.id DESC LIMIT 1
$$;

-- States that say that the wrong is put right, or that this was looked at.
CREATE OR REPLACE FUNCTION is_remedied(state text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT state = ANY (ARRAY['khac_phuc_tai_cho', 'da_khac_phuc', 'kiem_tra_lai'])
$$;

-- Whether somebody said that the wrong is put right, or looked at it again, since the case last stood as a violation:
-- nobody ends a case on what they alone have seen. Who signed a decision may. Steps that were taken back say nothing.
CREATE OR REPLACE FUNCTION said_remedied(who text, of_incident bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  WITH standing AS (
    SELECT e.id, e.actor, is_remedied(e.to_state) AS is_remedied FROM incident_event AS e
     WHERE e.incident_id = of_incident AND e.kind = 'move'
       AND NOT EXISTS (SELECT FROM incident_event AS u WHERE u.undoes = e.id)
  )
  SELECT EXISTS (SELECT FROM standing AS e
                  WHERE e.actor = who AND e.is_remedied
                    AND e.id > coalesce((SELECT max(v.id) FROM standing AS v WHERE NOT v.is_remedied), 0))
$$;

-- The photos of the remedy that were added before an event of a case (and are not withdrawn) since it last stood as
-- a violation.
CREATE OR REPLACE FUNCTION proofs_before(of_incident bigint, event_id bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT p.photo_id FROM incident_event AS p
   WHERE p.incident_id = of_incident AND p.kind = 'photo' AND p.details ->> 'shows' = 'remedied' AND p.id < event_id
     AND EXISTS (SELECT FROM incident_photo AS w WHERE w.id = p.photo_id AND w.withdrawn_at IS NULL)
     AND p.id > coalesce((SELECT max(e.id) FROM incident_event AS e
                           WHERE e.incident_id = of_incident AND e.id < event_id AND e.to_state IS NOT NULL
                             AND NOT is_remedied(e.to_state)), 0)
$$;

-- Whether it is shown that the wrong is put right: a re-check, or a photo of the remedy.
CREATE OR REPLACE FUNCTION has_proof(of_incident bigint, in_state text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT in_state = 'kiem_tra_lai' OR EXISTS (SELECT FROM proofs_before(of_incident, 9223372036854775807))
$$;

-- Why somebody may not move a case, in one word; NULL where they may.
CREATE OR REPLACE FUNCTION move_refusal(
  for_ward integer, of_incident bigint, from_now text, to_then text, who text, why text
) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  move incident_move;
BEGIN
  SELECT * INTO move FROM incident_move AS m WHERE m.from_state = from_now AND m.to_state = to_then;
  RETURN CASE
    WHEN move IS NULL THEN 'no_move'
    WHEN coalesce(who, '') = '' OR who LIKE 'database:%' THEN 'person'
    WHEN actor_rank(who, for_ward) < CASE move.least_role WHEN 'inspector' THEN 2 WHEN 'supervisor' THEN 3 ELSE 4 END
      THEN 'role'
    WHEN move.needs_reason AND btrim(coalesce(why, '')) = '' THEN 'reason'
    WHEN move.needs_other AND (has_handled(who, of_incident) OR said_remedied(who, of_incident)) THEN 'other'
    WHEN move.needs_proof AND NOT has_proof(of_incident, from_now) THEN 'proof'
  END;
END $$;

-- An undo takes back the newest step that stands, and no other: by who made it, or a supervisor. A case that was ended
-- more than a week ago is not opened again this way; what comes back then is a recurrence.
CREATE OR REPLACE FUNCTION undo_refusal(for_ward integer, step incident_event, from_now text, to_then text, who text)
RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN step.id IS NULL OR step.kind <> 'move' OR step.from_state <> to_then OR step.to_state <> from_now THEN 'no_undo'
    WHEN actor_rank(who, for_ward) < 2 OR (step.actor <> who AND actor_rank(who, for_ward) < 3) THEN 'role'
    WHEN step.at < now() - interval '7 days' AND NOT (SELECT is_open FROM incident_state WHERE code = from_now)
      THEN 'ended'
  END
$$;

CREATE OR REPLACE FUNCTION refuse_move(why text, of_incident bigint, from_now text, to_then text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'incident %: no way from % to % (%)', of_incident, from_now, to_then, why
    USING ERRCODE = 'check_violation', CONSTRAINT = 'incident_move', TABLE = 'incident',
          DETAIL = jsonb_build_object('why', why, 'incident', of_incident, 'from', from_now, 'to', to_then)::text;
END $$;

CREATE OR REPLACE FUNCTION move_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  who text := coalesce(current_setting('diemnong.actor', true), '');
  why text := btrim(coalesce(current_setting('diemnong.reason', true), ''));
  photo bigint := nullif(current_setting('diemnong.photo', true), '')::bigint;
  is_undo boolean := coalesce(current_setting('diemnong.undo', true), '') = 'on';
  stood incident_case;
  step incident_event;
  refusal text;
  event_id bigint;
  takes_it boolean;
  kept jsonb;
BEGIN
  -- Whoever changes the case beside its state waits here, and the other way round.
  SELECT * INTO stood FROM incident_case AS c WHERE c.incident_id = OLD.id FOR UPDATE;
  IF is_undo THEN
    step := standing_step(OLD.id);
    refusal := undo_refusal(OLD.ward_id, step, OLD.state, NEW.state, who);
  ELSE
    refusal := move_refusal(OLD.ward_id, OLD.id, OLD.state, NEW.state, who, why);
  END IF;
  IF refusal IS NOT NULL THEN
    PERFORM refuse_move(refusal, OLD.id, OLD.state, NEW.state);
  END IF;
  takes_it := NOT is_undo AND stood.handler IS NULL AND NEW.state <> 'kiem_tra_lai'
    AND NOT (SELECT m.needs_other FROM incident_move AS m WHERE m.from_state = OLD.state AND m.to_state = NEW.state);
  -- What was set for the state that is left goes with it, and comes back with an undo.
  kept := CASE WHEN is_undo THEN '{}' ELSE jsonb_strip_nulls(jsonb_build_object(
    'handler', CASE WHEN takes_it THEN who END, 'due_on', stood.due_on,
    'blocked_by', nullif(stood.blocked_by, ''), 'since_at', stood.since_at)) END;
  INSERT INTO incident_event (ward_id, incident_id, kind, from_state, to_state, actor, reason, undoes, photo_id, details)
  VALUES (OLD.ward_id, OLD.id, CASE WHEN is_undo THEN 'undo' ELSE 'move' END, OLD.state, NEW.state, who, left(why, 2000),
          step.id, photo, kept)
  RETURNING id INTO event_id;
  INSERT INTO incident_case AS c (incident_id, ward_id, handler, since_at, version)
  VALUES (OLD.id, OLD.ward_id, CASE WHEN takes_it THEN who END, now(), event_id)
  ON CONFLICT (incident_id) DO UPDATE SET
    handler = CASE WHEN takes_it THEN who WHEN step.details ->> 'handler' = c.handler THEN NULL ELSE c.handler END,
    since_at = CASE WHEN is_undo THEN (step.details ->> 'since_at')::timestamptz ELSE now() END,
    due_on = CASE WHEN is_undo THEN (step.details ->> 'due_on')::date END,
    blocked_by = CASE WHEN is_undo THEN coalesce(step.details ->> 'blocked_by', '') ELSE '' END,
    version = event_id;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS move_case ON incident;
CREATE TRIGGER move_case BEFORE UPDATE ON incident
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION move_case();

-- How a case came: in any state, because history is loaded as it was. What an import brings is told by the
-- import that its row names (20_change_log.sql); only what comes in another way is written down here.
CREATE OR REPLACE FUNCTION note_arrivals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO incident_event (ward_id, incident_id, kind, to_state, actor)
  SELECT n.ward_id, n.id, 'arrived', n.state,
         coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database:' || session_user)
    FROM new_rows AS n WHERE n.import_id IS NULL OR n.import_id IS DISTINCT FROM import_now();
  RETURN NULL;
END $$;

-- An incident in which something was done is ended, not removed: its history would hang in the air.
CREATE OR REPLACE FUNCTION case_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  worked bigint;
BEGIN
  SELECT o.id INTO worked FROM old_rows AS o
    JOIN ward ON ward.id = o.ward_id  -- a ward that is being deleted takes all along
    JOIN incident_event AS e ON e.incident_id = o.id AND e.kind NOT IN ('arrived', 'undo')
   WHERE NOT EXISTS (SELECT FROM incident_event AS u WHERE u.undoes = e.id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'incident % has case work and stays', worked
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'incident_case_stays', TABLE = 'incident';
  END IF;
  RETURN NULL;
END $$;

-- After version and grid (triggers fire in the order of their names): the writers of a ward are in line.
DROP TRIGGER IF EXISTS with_arrivals_insert ON incident;
CREATE TRIGGER with_arrivals_insert AFTER INSERT ON incident REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_arrivals();
DROP TRIGGER IF EXISTS with_case_delete ON incident;
CREATE TRIGGER with_case_delete AFTER DELETE ON incident REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION case_stays();

-- Events come from triggers only (depth 1 would be a statement of somebody's), and go only with their ward.
CREATE OR REPLACE FUNCTION keep_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('UPDATE', 'TRUNCATE') OR pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'incident_event is written by the database itself, once' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS events_are_final ON incident_event;
CREATE TRIGGER events_are_final BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON incident_event
  FOR EACH STATEMENT EXECUTE FUNCTION keep_events();

-- Who handles a case, its day and what blocks it: each change is an event, by an inspector of the ward.
CREATE OR REPLACE FUNCTION change_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  who text := coalesce(current_setting('diemnong.actor', true), '');
  why text := btrim(coalesce(current_setting('diemnong.reason', true), ''));
  was incident_case := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD END;
BEGIN
  IF pg_trigger_depth() > 1 THEN  -- a move, or the deletion of the incident
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' OR actor_rank(who, NEW.ward_id) < 2 THEN
    RAISE EXCEPTION 'a case is changed by an inspector of its ward, and not removed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.handler IS NOT NULL AND NEW.handler IS DISTINCT FROM was.handler AND actor_rank(NEW.handler, NEW.ward_id) < 2 THEN
    RAISE EXCEPTION 'no inspector of the ward: %', NEW.handler
      USING ERRCODE = 'check_violation', CONSTRAINT = 'incident_case_handler', TABLE = 'incident_case';
  END IF;
  NEW.since_at := was.since_at;
  NEW.version := coalesce(was.version, 0);
  NEW.version := greatest(NEW.version,
    note_case_event(NEW, 'handler', why, NEW.handler IS DISTINCT FROM was.handler,
                    jsonb_build_object('handler', NEW.handler, 'handler_before', was.handler)),
    note_case_event(NEW, 'due', why, NEW.due_on IS DISTINCT FROM was.due_on,
                    jsonb_build_object('due_on', NEW.due_on, 'due_before', was.due_on)),
    note_case_event(NEW, 'blocked', why, NEW.blocked_by <> coalesce(was.blocked_by, ''),
                    jsonb_build_object('blocked_by', NEW.blocked_by, 'blocked_before', coalesce(was.blocked_by, ''))));
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION note_case_event(of_case incident_case, what text, why text, is_so boolean, facts jsonb)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  event_id bigint;
BEGIN
  IF is_so THEN
    INSERT INTO incident_event (ward_id, incident_id, kind, actor, reason, details)
    VALUES (of_case.ward_id, of_case.incident_id, what, current_setting('diemnong.actor', true), left(why, 2000), facts)
    RETURNING id INTO event_id;
  END IF;
  RETURN coalesce(event_id, 0);
END $$;

DROP TRIGGER IF EXISTS change_case ON incident_case;
CREATE TRIGGER change_case BEFORE INSERT OR UPDATE OR DELETE ON incident_case
  FOR EACH ROW EXECUTE FUNCTION change_case();

-- The days of a ward for a state, each from its day until the next one's: a case goes by those of the day it
-- came into the state.
-- (Not by a window function: a query that joins one is not shared among processes, and a list of cases may read many.)
CREATE OR REPLACE VIEW incident_deadline_period AS
SELECT d.ward_id, d.state_code, d.due_days, d.valid_from, coalesce(min(next.valid_from), 'infinity') AS valid_until
  FROM incident_deadline AS d
  LEFT JOIN incident_deadline AS next
         ON next.ward_id = d.ward_id AND next.state_code = d.state_code AND next.valid_from > d.valid_from
 GROUP BY d.ward_id, d.state_code, d.due_days, d.valid_from;

SELECT keep_change_log('incident_move', ARRAY['from_state', 'to_state']),
       keep_change_log('incident_deadline', ARRAY['id']);
