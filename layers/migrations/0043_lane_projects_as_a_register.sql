-- Upgrades of lanes become a register: written, changed, taken away and brought back as its rows are.
ALTER TABLE lane_project
  ADD COLUMN version     integer NOT NULL DEFAULT 1,
  ADD COLUMN created_at  timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN created_by  text NOT NULL DEFAULT coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database'),
  ADD COLUMN updated_at  timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN updated_by  text NOT NULL DEFAULT coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database'),
  ADD COLUMN deleted_at  timestamptz;

-- The code of a row that was taken away is free again.
ALTER TABLE lane_project DROP CONSTRAINT lane_project_ward_id_code_key;
CREATE UNIQUE INDEX lane_project_code ON lane_project (ward_id, code) WHERE deleted_at IS NULL;
-- Usage: layers/registers/listing.py, the rows of a ward.
CREATE INDEX lane_project_list ON lane_project (ward_id, id) WHERE deleted_at IS NULL;
