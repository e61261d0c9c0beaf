-- People: the names by which the registers know somebody, and one person for a sign-in name.

CREATE OR REPLACE VIEW person_named AS
SELECT p.id, p.ward_id, p.logins,
       ARRAY(SELECT name_key(each) FROM unnest(p.name || string_to_array(p.other_names, ';')) AS each
              WHERE btrim(each) <> '') AS keys
  FROM register_person AS p
 WHERE p.deleted_at IS NULL;

-- Two people with one name, or one sign-in name, would each have the other's work: which is whose is not guessed.
CREATE OR REPLACE FUNCTION keep_people_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  other register_person;
BEGIN
  -- One at a time in a ward: two writers at once would each not see the other's row.
  PERFORM pg_advisory_xact_lock(hashtextextended('register_person', NEW.ward_id));
  SELECT o.* INTO other FROM register_person AS o
   WHERE o.ward_id = NEW.ward_id AND o.id <> NEW.id AND o.deleted_at IS NULL AND o.logins && NEW.logins LIMIT 1;
  IF FOUND THEN
    PERFORM refuse_in_words(
      format('Tên đăng nhập: ''%s'' có tên đăng nhập này rồi; mỗi tên chỉ của một người.', other.name),
      format('Sign-in name: ''%s'' has it already; each belongs to one person.', other.name), 'logins');
  END IF;
  SELECT o.* INTO other
    FROM register_person AS o JOIN person_named AS known ON known.id = o.id
    JOIN person_named AS mine ON mine.id = NEW.id
   WHERE o.ward_id = NEW.ward_id AND o.id <> NEW.id AND known.keys && mine.keys LIMIT 1;
  IF FOUND THEN
    PERFORM refuse_in_words(
      format('Họ tên: ''%s'' đã được ghi bằng tên này; ghi thêm cho khác nhau, ở đây và trong sổ.', other.name),
      format('Name: ''%s'' is written so already; add something to tell them apart, here and in the registers.',
             other.name), 'name');
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER people_apart AFTER INSERT OR UPDATE ON register_person
  FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION keep_people_apart();
