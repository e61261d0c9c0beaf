-- The states of a place are moved by events alone: dated, with a person and a reason, never changed.

-- Which state may follow which: theo dõi, tái phạm, điểm nóng, đang giải tỏa, ổn định, xóa, tái phát.
CREATE OR REPLACE FUNCTION place_moves(from_state text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE from_state
    WHEN 'watched' THEN ARRAY['repeat', 'removed']
    WHEN 'repeat' THEN ARRAY['hot', 'clearing']
    WHEN 'hot' THEN ARRAY['clearing']
    WHEN 'clearing' THEN ARRAY['stable', 'hot']
    WHEN 'stable' THEN ARRAY['removed', 'relapsed']
    WHEN 'removed' THEN ARRAY['relapsed']
    WHEN 'relapsed' THEN ARRAY['hot', 'clearing']
    ELSE '{}'::text[] END
$$;

-- The incidents that count at a place up to a day: not those that were cancelled or unfounded. Every
-- number, list and rule of a place reads this.
CREATE OR REPLACE FUNCTION incidents_at_place(of_place bigint, up_to date)
RETURNS TABLE (id bigint, occurred_on date) LANGUAGE sql STABLE AS $$
  SELECT i.id, i.occurred_on FROM incident AS i
   WHERE i.place_id = of_place AND i.occurred_on <= up_to AND is_counted(i.state)
$$;

-- The newest of them.
CREATE OR REPLACE FUNCTION last_at_place(of_place bigint, up_to date) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT max(occurred_on) FROM incidents_at_place(of_place, up_to)
$$;

-- The events that stand: an undo, and what it takes back, are history only. Where a place stands and since
-- when, its strip of time and its map layer read these.
CREATE OR REPLACE VIEW place_standing AS
SELECT e.* FROM place_event AS e
 WHERE e.undoes IS NULL AND NOT EXISTS (SELECT FROM place_event AS u WHERE u.undoes = e.id);

-- The day since which a place that is over should have been quiet: the last one on which it became stable,
-- else that of its newest step. An incident from then on is a relapse (keep_place_event).
CREATE OR REPLACE FUNCTION quiet_since(of_place bigint) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT happened_on FROM place_standing WHERE place_id = of_place AND to_state = 'stable' ORDER BY id DESC LIMIT 1),
    (SELECT happened_on FROM place_standing WHERE place_id = of_place ORDER BY id DESC LIMIT 1))
$$;

-- What came back to a place that is stable or removed, up to a day: how many, the first and the last day.
CREATE OR REPLACE FUNCTION back_at_place(of_place bigint, of_state text, up_to date)
RETURNS TABLE (n integer, first_on date, last_on date) LANGUAGE sql STABLE AS $$
  SELECT count(*)::integer, min(i.occurred_on), max(i.occurred_on) FROM incidents_at_place(of_place, up_to) AS i
   WHERE of_state IN ('stable', 'removed') AND i.occurred_on >= quiet_since(of_place)
$$;

-- A day as each language writes it, the same as geo.written.short_day.
CREATE OR REPLACE FUNCTION day_vi(day date) RETURNS text LANGUAGE sql STABLE AS $$ SELECT to_char(day, 'DD/MM/YYYY') $$;
CREATE OR REPLACE FUNCTION day_en(day date) RETURNS text LANGUAGE sql STABLE AS $$ SELECT to_char(day, 'DD Mon YYYY') $$;

CREATE OR REPLACE FUNCTION keep_place_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_place place;
  newest place_event;
  stable_on date;
  last_day date;
BEGIN
  -- An incident that is on its way to this place holds its row: wait for it, and only then look.
  SELECT * INTO of_place FROM place WHERE id = NEW.place_id FOR UPDATE;
  last_day := last_at_place(NEW.place_id, NEW.happened_on);
  SELECT * INTO newest FROM place_standing WHERE place_id = NEW.place_id ORDER BY id DESC LIMIT 1;
  IF NOT FOUND THEN  -- the first one says what the place came with
    NEW.from_state := NULL;
    RETURN NEW;
  END IF;
  NEW.from_state := of_place.state;
  IF NEW.undoes IS NOT NULL THEN  -- back to where it stood, whatever has happened there since
    IF NEW.undoes <> newest.id OR newest.from_state IS NULL THEN
      PERFORM refuse_in_words('Chỉ hoàn tác được bước mới nhất, một lần.', 'Only the newest step is undone, and once.',
                              'undoes');
    END IF;
    NEW.to_state := newest.from_state;
    NEW.happened_on := current_date;
    RETURN NEW;
  END IF;
  IF NOT NEW.to_state = ANY (place_moves(of_place.state)) THEN
    PERFORM refuse_in_words(
      format('Trạng thái ''%s'' không đi được từ ''%s''; chỉ đến: %s.', NEW.to_state, of_place.state,
             array_to_string(place_moves(of_place.state), ', ')),
      format('State ''%s'' cannot follow ''%s''; only: %s.', NEW.to_state, of_place.state,
             array_to_string(place_moves(of_place.state), ', ')), 'to_state');
  END IF;
  IF NEW.happened_on < newest.happened_on OR NEW.happened_on > current_date THEN
    PERFORM refuse_in_words(
      format('Ngày ''%s'': cần từ %s (lần trước) đến hôm nay.', day_vi(NEW.happened_on), day_vi(newest.happened_on)),
      format('Day ''%s'': needs one from %s (the one before) to today.', day_en(NEW.happened_on),
             day_en(newest.happened_on)),
      'happened_on');
  END IF;
  IF NEW.to_state = 'stable' AND last_day > NEW.happened_on - of_place.stable_days THEN
    PERFORM refuse_in_words(
      format('Chưa ổn định: vụ gần nhất ngày %s, cần %s ngày không có vụ.', day_vi(last_day), of_place.stable_days),
      format('Not stable: the last incident was on %s, it takes %s days without one.', day_en(last_day), of_place.stable_days),
      'to_state');
  END IF;
  -- What happened after a place was stable is a relapse, also where it came to be known after its removal.
  stable_on := (SELECT happened_on FROM place_standing
                 WHERE place_id = NEW.place_id AND to_state = 'stable' ORDER BY id DESC LIMIT 1);
  IF of_place.state = 'stable' AND NEW.to_state = 'removed' AND last_day >= stable_on THEN
    PERFORM refuse_in_words(
      format('Không xóa điểm được: có vụ ngày %s, sau khi ổn định ngày %s. Hãy ghi tái phát.', day_vi(last_day), day_vi(stable_on)),
      format('It cannot be removed: there is an incident of %s, after it was stable on %s. Write down a relapse.',
             day_en(last_day), day_en(stable_on)), 'to_state');
  END IF;
  stable_on := coalesce(stable_on, newest.happened_on);
  IF NEW.to_state = 'relapsed' AND (last_day IS NULL OR last_day < stable_on) THEN
    PERFORM refuse_in_words(
      format('Chưa tái phát: không có vụ nào từ ngày %s.', day_vi(stable_on)),
      format('Not relapsed: there is no incident since %s.', day_en(stable_on)), 'to_state');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION follow_place_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.from_state IS NOT NULL THEN
    UPDATE place SET state = NEW.to_state WHERE id = NEW.place_id;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION refuse_place_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM place WHERE id = OLD.place_id) THEN
    RETURN OLD;  -- the place itself is gone
  END IF;
  RAISE EXCEPTION 'place_event is written once and never changed' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION begin_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO place_event (ward_id, place_id, to_state, happened_on, actor)
  VALUES (NEW.ward_id, NEW.id, NEW.state, coalesce(NEW.confirmed_on, current_date),
          coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database'));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION hold_place_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> OLD.state AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'the state of a place is moved by place_event alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS keep_place_event ON place_event;
CREATE TRIGGER keep_place_event BEFORE INSERT ON place_event FOR EACH ROW EXECUTE FUNCTION keep_place_event();
DROP TRIGGER IF EXISTS follow_place_event ON place_event;
CREATE TRIGGER follow_place_event AFTER INSERT ON place_event FOR EACH ROW EXECUTE FUNCTION follow_place_event();
DROP TRIGGER IF EXISTS refuse_place_event ON place_event;
CREATE TRIGGER refuse_place_event BEFORE UPDATE OR DELETE ON place_event
  FOR EACH ROW EXECUTE FUNCTION refuse_place_event();
DROP TRIGGER IF EXISTS refuse_truncate ON place_event;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON place_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_place_event();
DROP TRIGGER IF EXISTS begin_place ON place;
CREATE TRIGGER begin_place AFTER INSERT ON place FOR EACH ROW EXECUTE FUNCTION begin_place();
DROP TRIGGER IF EXISTS hold_place_state ON place;
CREATE TRIGGER hold_place_state BEFORE UPDATE OF state ON place FOR EACH ROW EXECUTE FUNCTION hold_place_state();
