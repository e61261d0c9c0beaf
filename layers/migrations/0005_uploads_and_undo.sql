-- Files that people bring: kept as they came, looked at in steps, loaded once, undone as a whole.

CREATE TABLE upload (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  layer        text NOT NULL,
  file_name    text NOT NULL CHECK (file_name <> ''),
  file_sha256  text NOT NULL,
  files        jsonb NOT NULL CHECK (jsonb_typeof(files) = 'array'),
  said         jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(said) = 'object'),
  checked      jsonb,
  checked_said jsonb,
  preview      jsonb,
  issues_sha256 text,
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'loaded', 'undone', 'discarded')),
  job_id       bigint,
  import_id    bigint REFERENCES import_run,
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  changed_at   timestamptz NOT NULL DEFAULT now(),
  CHECK (state NOT IN ('loaded', 'undone') OR import_id IS NOT NULL)
);
COMMENT ON COLUMN upload.files IS 'Name, hash and size of each kept file: the file itself, and what a format keeps beside it';
COMMENT ON COLUMN upload.said IS 'What the person has said so far: mapping, constants, answers, options of the import';
COMMENT ON COLUMN upload.checked IS 'The last check as ward import --check --json prints it; checked_said is what it was made with';
COMMENT ON COLUMN upload.job_id IS 'The job that checks or loads this file now, or did last';
-- Usage: layers/queries/uploads.py, what lies open in a ward.
CREATE INDEX upload_ward_state ON upload (ward_id, state, changed_at);

-- How the columns of one source were understood: offered again when a file with the same columns comes.
CREATE TABLE column_memory (
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  layer       text NOT NULL,
  columns     text[] NOT NULL,
  said        jsonb NOT NULL,
  file_name   text NOT NULL,
  used_by     text NOT NULL,
  used_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (ward_id, layer, columns)
);
COMMENT ON COLUMN column_memory.columns IS 'The names of the columns of the source, sorted: what a source is known by';

ALTER TABLE import_run
  ADD COLUMN files jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN changes_from bigint,
  ADD COLUMN changes_to bigint,
  ADD COLUMN undone_at timestamptz,
  ADD COLUMN undone_by text,
  ADD COLUMN undone jsonb;
COMMENT ON COLUMN import_run.files IS 'The kept originals: name, hash, size; empty where none was kept';
COMMENT ON COLUMN import_run.changes_from IS 'The ids in change_log among which the changes of this import lie; NULL: loaded before undo was';
COMMENT ON COLUMN import_run.undone IS 'How many rows the undo removed and put back';
-- Usage: layers/queries/imports.py, the imports of a ward, newest first.
CREATE INDEX import_run_ward ON import_run (ward_id, id DESC);
