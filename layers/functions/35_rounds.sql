-- What of the rounds everybody may see, and what the database itself holds about surprise ones.

-- A surprise round is nobody's business but its own people's until it is done.
CREATE OR REPLACE FUNCTION is_hidden_round(kind text, state text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT kind = 'dot_xuat' AND state <> 'xong' $$;

-- The rounds that map, tiles, counts, board, files and analyses know. Everything but the pages of the
-- rounds reads this and never the table (tests/guards/test_rounds.py).
CREATE OR REPLACE VIEW open_round AS
SELECT * FROM inspection_round
 WHERE deleted_at IS NULL AND state IN ('dang_di', 'xong') AND NOT is_hidden_round(kind, state);

CREATE OR REPLACE FUNCTION refuse_in_words(vi text, en text, of_column text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', vi USING ERRCODE = 'check_violation', HINT = en, COLUMN = of_column;
END $$;

CREATE OR REPLACE FUNCTION keep_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_hidden boolean := is_hidden_round(NEW.kind, NEW.state);
BEGIN
  IF TG_OP = 'UPDATE' AND is_hidden AND NOT is_hidden_round(OLD.kind, OLD.state)
     AND OLD.state IN ('dang_di', 'xong')
     -- One that was set to done by mistake goes back: it is a surprise round again, and hidden.
     AND NOT (OLD.kind = NEW.kind AND OLD.state = 'xong') THEN
    PERFORM refuse_in_words(
      'Đợt này mọi người đã thấy: không chuyển thành đợt đột xuất chưa xong được nữa.',
      'Everybody has seen this round: it cannot become a surprise round that is not done.', 'kind');
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS NULL
     AND (EXISTS (SELECT FROM incident WHERE round_id = NEW.id)
          OR EXISTS (SELECT FROM surprise_incident WHERE round_id = NEW.id)) THEN
    PERFORM refuse_in_words('Không xóa được: còn vụ gắn với đợt này. Hãy gỡ các vụ trước.',
      'It cannot be deleted: incidents belong to this round. Take them off it first.', 'code');
  END IF;
  IF TG_OP = 'UPDATE' AND NOT is_hidden AND NEW.state IN ('du_kien', 'huy') AND OLD.state <> NEW.state
     AND EXISTS (SELECT FROM incident WHERE round_id = NEW.id) THEN
    PERFORM refuse_in_words('Đợt đã có vụ phát hiện: không trở lại dự kiến hay hủy được.',
      'The round has incidents: it cannot go back to planned, or be cancelled.', 'state');
  END IF;
  IF NEW.state = 'xong' AND NEW.ended_on > current_date
     AND (TG_OP = 'INSERT' OR (NEW.state, NEW.ended_on) <> (OLD.state, OLD.ended_on)) THEN
    PERFORM refuse_in_words(
      format('Đến ngày: ''%s'' còn ở phía trước; đợt ''Đã xong'' thì không sau hôm nay (%s).', day_vi(NEW.ended_on),
             day_vi(current_date)),
      format('To: ''%s'' is still ahead; a round that is ''Done'' ended today (%s) or before.', day_en(NEW.ended_on),
             day_en(current_date)),
      'ended_on');
  END IF;
  IF NEW.state = 'dang_di' AND NEW.started_on > current_date
     AND (TG_OP = 'INSERT' OR (NEW.state, NEW.started_on) <> (OLD.state, OLD.started_on)) THEN
    PERFORM refuse_in_words(
      format('Từ ngày: ''%s'' còn ở phía trước; đợt ''Đang đi'' thì đã bắt đầu, hôm nay (%s) hay trước đó.',
             day_vi(NEW.started_on), day_vi(current_date)),
      format('From: ''%s'' is still ahead; a round that is ''Under way'' began today (%s) or before.',
             day_en(NEW.started_on), day_en(current_date)),
      'started_on');
  END IF;
  -- A code of a hidden round that somebody could guess would answer by "in use already" that it is there.
  IF is_hidden AND (TG_OP = 'INSERT' OR NOT is_hidden_round(OLD.kind, OLD.state) OR NEW.code <> OLD.code) THEN
    NEW.code := 'DX-' || upper(left(gen_random_uuid()::text, 8));
  ELSIF NEW.code = '' THEN
    NEW.code := 'D' || to_char(NEW.started_on, 'YYYYMMDD') || '-' || NEW.id;
  END IF;
  RETURN NEW;
END $$;

-- Fields are said twice, as ticks of the form and as rows to join: whichever is written, the other follows.
CREATE OR REPLACE FUNCTION spread_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' OR NEW.covers_ttdt OR NEW.covers_ttxd OR NEW.covers_vsmt THEN
    DELETE FROM inspection_round_field AS f WHERE f.round_id = NEW.id
       AND NOT CASE f.field_code WHEN 'ttdt' THEN NEW.covers_ttdt WHEN 'ttxd' THEN NEW.covers_ttxd
                                 WHEN 'vsmt' THEN NEW.covers_vsmt ELSE true END;
    INSERT INTO inspection_round_field (round_id, ward_id, field_code)
    SELECT NEW.id, NEW.ward_id, said.code
      FROM (VALUES ('ttdt', NEW.covers_ttdt), ('ttxd', NEW.covers_ttxd), ('vsmt', NEW.covers_vsmt)) AS said (code, is_so)
     WHERE said.is_so
    ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP = 'UPDATE' AND is_hidden_round(OLD.kind, OLD.state) AND NOT is_hidden_round(NEW.kind, NEW.state) THEN
    UPDATE incident SET round_id = NEW.id FROM surprise_incident AS kept
     WHERE kept.round_id = NEW.id AND incident.id = kept.incident_id AND incident.round_id IS NULL;
    DELETE FROM surprise_incident WHERE round_id = NEW.id;
  ELSIF TG_OP = 'UPDATE' AND is_hidden_round(NEW.kind, NEW.state) AND NOT is_hidden_round(OLD.kind, OLD.state) THEN
    INSERT INTO surprise_incident (incident_id, round_id, ward_id)
    SELECT i.id, NEW.id, i.ward_id FROM incident AS i WHERE i.round_id = NEW.id
    ON CONFLICT DO NOTHING;
    UPDATE incident SET round_id = NULL WHERE round_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION tick_round_fields() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_round bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.round_id ELSE NEW.round_id END;
BEGIN
  IF pg_trigger_depth() = 1 THEN
    UPDATE inspection_round AS r
       SET (covers_ttdt, covers_ttxd, covers_vsmt) = (
             SELECT coalesce(bool_or(f.field_code = 'ttdt'), false), coalesce(bool_or(f.field_code = 'ttxd'), false),
                    coalesce(bool_or(f.field_code = 'vsmt'), false)
               FROM inspection_round_field AS f WHERE f.round_id = of_round)
     WHERE r.id = of_round;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION keep_surprise_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Only of rounds that went; and the words are those of one that is not there: nothing is told of hidden ones.
  IF NOT EXISTS (SELECT FROM open_round AS r WHERE r.id = NEW.round_id) THEN
    RAISE EXCEPTION 'no such round' USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'incident_ward_id_round_id_fkey';
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS keep_round ON inspection_round;
CREATE TRIGGER keep_round BEFORE INSERT OR UPDATE ON inspection_round
  FOR EACH ROW EXECUTE FUNCTION keep_round();
DROP TRIGGER IF EXISTS spread_round ON inspection_round;
CREATE TRIGGER spread_round AFTER INSERT OR UPDATE ON inspection_round
  FOR EACH ROW EXECUTE FUNCTION spread_round();
DROP TRIGGER IF EXISTS tick_round_fields ON inspection_round_field;
CREATE TRIGGER tick_round_fields AFTER INSERT OR UPDATE OR DELETE ON inspection_round_field
  FOR EACH ROW EXECUTE FUNCTION tick_round_fields();
DROP TRIGGER IF EXISTS keep_surprise_apart ON incident;
CREATE TRIGGER keep_surprise_apart BEFORE INSERT OR UPDATE OF round_id ON incident
  FOR EACH ROW WHEN (NEW.round_id IS NOT NULL) EXECUTE FUNCTION keep_surprise_apart();
