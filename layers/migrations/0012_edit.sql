-- What people change on the map, one entry a save: why, and which entries of change_log it made, so that
-- it is shown with its reason and undone as a whole.

CREATE TABLE edit (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id  integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  layer    text NOT NULL,
  action   text NOT NULL CHECK (action IN ('create', 'change', 'remove', 'split', 'merge', 'undo')),
  reason   text NOT NULL DEFAULT '',
  changes  bigint[] NOT NULL CHECK (cardinality(changes) > 0),
  undoes   bigint UNIQUE REFERENCES edit ON DELETE CASCADE,
  actor    text NOT NULL,
  at       timestamptz NOT NULL DEFAULT now(),
  CHECK ((action = 'undo') = (undoes IS NOT NULL))
);
COMMENT ON COLUMN edit.changes IS 'The ids in change_log, in their order; the version of a row is the newest id that it has there';
COMMENT ON COLUMN edit.undoes IS 'The edit that this one takes back: each at most once';
-- Usage: layers/sql/history.sql, the reason of a change.
CREATE INDEX edit_changes ON edit USING gin (changes);
