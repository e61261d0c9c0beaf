-- A new record is saved once, however often its save is asked for: an answer may be lost on its way.
ALTER TABLE edit
  ADD COLUMN attempt text,
  ADD COLUMN wished  text,
  ADD CHECK ((attempt IS NULL) = (wished IS NULL));
COMMENT ON COLUMN edit.attempt IS 'The form that was filled in, by the key that it came with; NULL: it had none';
COMMENT ON COLUMN edit.wished IS 'SHA-256 of what it said, to tell the same wish asked again from another';
-- Usage: layers/editing/attempts.py.
CREATE UNIQUE INDEX edit_attempt ON edit (ward_id, attempt);
