-- Photos, measures and links of recurrence are told in the history of their case, by the database.

CREATE OR REPLACE FUNCTION note_photo() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO incident_event (ward_id, incident_id, kind, actor, reason, photo_id, details)
    VALUES (NEW.ward_id, NEW.incident_id, 'photo', NEW.added_by, NEW.caption, NEW.id,
            jsonb_build_object('shows', NEW.shows));
  ELSIF NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL THEN
    INSERT INTO incident_event (ward_id, incident_id, kind, actor, photo_id, details)
    VALUES (NEW.ward_id, NEW.incident_id, 'photo', NEW.withdrawn_by, NEW.id, jsonb_build_object('withdraws', NEW.id));
  ELSIF NEW.withdrawn_at IS NULL AND OLD.withdrawn_at IS NOT NULL THEN
    INSERT INTO incident_event (ward_id, incident_id, kind, actor, photo_id, details)
    VALUES (NEW.ward_id, NEW.incident_id, 'photo',
            coalesce(nullif(current_setting('diemnong.actor', true), ''), OLD.withdrawn_by), NEW.id,
            jsonb_build_object('shows', 'restored'));
  END IF;
  RETURN NULL;
END $$;

-- Whether a case stands closed on a photo: its last step needed proof, and named this photo of the remedy or had no
-- other then. One that is added afterwards was not looked at by who closed, and takes nobody's place.
CREATE OR REPLACE FUNCTION stands_on(of_photo incident_photo) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  closing incident_event;
BEGIN
  SELECT * INTO closing FROM incident_event AS e
   WHERE e.incident_id = of_photo.incident_id AND e.kind IN ('move', 'undo') ORDER BY e.id DESC LIMIT 1;
  IF closing.kind IS DISTINCT FROM 'move' OR of_photo.shows <> 'remedied' OR NOT EXISTS (
       SELECT FROM incident_move AS m
        WHERE m.from_state = closing.from_state AND m.to_state = closing.to_state AND m.needs_proof) THEN
    RETURN false;
  END IF;
  RETURN closing.photo_id IS NOT DISTINCT FROM of_photo.id OR closing.from_state <> 'kiem_tra_lai'
    AND of_photo.id IN (SELECT proofs_before(of_photo.incident_id, closing.id))
    AND (SELECT count(*) FROM proofs_before(of_photo.incident_id, closing.id)) = 1;
END $$;

CREATE OR REPLACE FUNCTION keep_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF stands_on(OLD) THEN
    RAISE EXCEPTION 'photo % is the proof on which case % was closed', OLD.id, OLD.incident_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'incident_photo_proof', TABLE = 'incident_photo';
  END IF;
  RETURN NEW;
END $$;

-- What no photo shows any more is written down, to be removed from the disk: withdrawn, deleted with its
-- case or ward, or pixelated anew.
CREATE OR REPLACE FUNCTION loosen_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO loose_file (sha256)
  SELECT DISTINCT each.sha256
    FROM (VALUES (OLD.sha256, TG_OP = 'DELETE' OR NEW.withdrawn_at IS NOT NULL),
                 (OLD.shared_sha256, TG_OP = 'DELETE' OR NEW.withdrawn_at IS NOT NULL
                                     OR NEW.shared_sha256 IS DISTINCT FROM OLD.shared_sha256))
      AS each (sha256, is_loose)
   WHERE each.is_loose AND each.sha256 IS NOT NULL
      ON CONFLICT (sha256) DO UPDATE SET loose_since = now();
  RETURN NULL;
END $$;

-- `did` says what became of a measure that was there: corrected, taken back, brought back, watched again.
CREATE OR REPLACE FUNCTION note_measure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  did text := CASE
    WHEN TG_OP = 'INSERT' THEN NULL
    WHEN NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL THEN 'removed'
    WHEN NEW.removed_at IS NULL AND OLD.removed_at IS NOT NULL THEN 'restored'
    WHEN (NEW.kind, NEW.on_day, NEW.note) <> (OLD.kind, OLD.on_day, OLD.note)
      OR NEW.promised_until IS DISTINCT FROM OLD.promised_until THEN 'changed'
    WHEN NEW.outcome = 'open' AND OLD.outcome <> 'open' THEN 'reopened' END;
BEGIN
  IF TG_OP = 'INSERT' OR did IS NOT NULL OR NEW.outcome <> OLD.outcome THEN
    INSERT INTO incident_event (ward_id, incident_id, kind, actor, reason, details)
    VALUES (NEW.ward_id, NEW.incident_id, 'measure',
            coalesce(nullif(current_setting('diemnong.actor', true), ''), NEW.actor), NEW.note,
            jsonb_strip_nulls(jsonb_build_object('measure', NEW.id, 'kind', NEW.kind, 'on_day', NEW.on_day,
              'promised_until', NEW.promised_until, 'did', did,
              'outcome', CASE WHEN did IS NULL THEN nullif(NEW.outcome, 'open') END)));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION note_recurrence() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  link incident_recurrence := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  who text := coalesce(nullif(current_setting('diemnong.actor', true), ''), link.linked_by);
BEGIN
  IF pg_trigger_depth() > 1 THEN  -- with its incident or its ward
    RETURN NULL;
  END IF;
  INSERT INTO incident_event (ward_id, incident_id, kind, actor, details)
  SELECT link.ward_id, told.id, 'recurrence', who,
         jsonb_build_object(told.word, told.other, 'linked', TG_OP <> 'DELETE')
    FROM (VALUES (link.incident_id, 'earlier', link.earlier_id), (link.earlier_id, 'later', link.incident_id))
      AS told (id, word, other);
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS note_photo ON incident_photo;
CREATE TRIGGER note_photo AFTER INSERT OR UPDATE ON incident_photo FOR EACH ROW EXECUTE FUNCTION note_photo();
DROP TRIGGER IF EXISTS keep_proof ON incident_photo;
CREATE TRIGGER keep_proof BEFORE UPDATE ON incident_photo
  FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL OR OLD.shows <> NEW.shows)
  EXECUTE FUNCTION keep_proof();
DROP TRIGGER IF EXISTS loosen_files ON incident_photo;
CREATE TRIGGER loosen_files AFTER UPDATE OR DELETE ON incident_photo FOR EACH ROW EXECUTE FUNCTION loosen_files();
DROP TRIGGER IF EXISTS note_measure ON incident_measure;
CREATE TRIGGER note_measure AFTER INSERT OR UPDATE ON incident_measure FOR EACH ROW EXECUTE FUNCTION note_measure();
DROP TRIGGER IF EXISTS note_recurrence ON incident_recurrence;
CREATE TRIGGER note_recurrence AFTER INSERT OR DELETE ON incident_recurrence
  FOR EACH ROW EXECUTE FUNCTION note_recurrence();

SELECT keep_change_log(of_table::regclass, ARRAY[key])
  FROM (VALUES ('incident_measure', 'id'), ('incident_comment', 'id'), ('incident_photo', 'id'),
               ('incident_recurrence', 'incident_id')) AS logged (of_table, key);
