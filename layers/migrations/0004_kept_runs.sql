-- Runs that people look after: kept for good, or taken off the list with a month to bring them back.

ALTER TABLE run ADD COLUMN is_kept boolean NOT NULL DEFAULT false;
ALTER TABLE run ADD COLUMN removed_at timestamptz;
ALTER TABLE run ADD COLUMN removed_by text;
COMMENT ON COLUMN run.removed_at IS 'Off every list and map since then; gone for good after 30 days';
-- Usage: layers/queries/run_lists.py, the newest runs of a ward.
CREATE INDEX run_of_ward ON run (ward_id, id DESC) WHERE removed_at IS NULL;
