-- What one act did to many rows of a register, a sheet that was loaded or a change of state of many: so that it
-- is taken back as a whole.
CREATE TABLE batch_of_rows (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id    integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  register   text NOT NULL,
  file_name  text NOT NULL DEFAULT '',
  added      bigint[] NOT NULL,
  changed    bigint[] NOT NULL,
  actor      text NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  undone_by  text,
  undone_at  timestamptz,
  CHECK (array_length(added, 1) % 2 = 0 AND array_length(changed, 1) % 2 = 0),
  CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
COMMENT ON COLUMN batch_of_rows.file_name IS 'The sheet that was loaded; empty: no sheet';
COMMENT ON COLUMN batch_of_rows.added IS 'Rows that came: id and version in turn, as they were entered';
COMMENT ON COLUMN batch_of_rows.changed IS 'Rows that were changed: id and the version that this made, in turn';
-- Usage: layers/registers/batches.py, the newest loads of a register.
CREATE INDEX batch_of_rows_newest ON batch_of_rows (ward_id, register, id);
