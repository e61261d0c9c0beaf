-- Boundaries in time: the epochs of areas with the document they rest on, lineage that says where its
-- shares come from, and the group of every incident as of another day than its own.

-- One day on which boundaries of one kind changed, as one document orders it.
CREATE TABLE area_epoch (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id       integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('city', 'district', 'ward', 'group')),
  starts_on     date NOT NULL,
  basis_number  text NOT NULL CHECK (basis_number <> ''),
  basis_title   text NOT NULL CHECK (basis_title <> ''),
  basis_on      date NOT NULL,
  scope         text NOT NULL CHECK (scope IN ('all', 'touched')),
  file_name     text NOT NULL,
  file_sha256   text NOT NULL,
  import_id     bigint REFERENCES import_run,
  sliver_share  double precision NOT NULL CHECK (sliver_share >= 0 AND sliver_share < 0.5),
  loaded_by     text NOT NULL,
  loaded_at     timestamptz NOT NULL DEFAULT now(),
  confirmed_by  text,
  confirmed_at  timestamptz,
  CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  UNIQUE (ward_id, id),
  UNIQUE (ward_id, kind, starts_on)
);
COMMENT ON COLUMN area_epoch.scope IS 'all: the file is every area of the kind; touched: what it does not touch stays in force';

-- Which areas an epoch opened and which it closed, so that it can be undone as a whole.
CREATE TABLE area_epoch_area (
  epoch_id         bigint NOT NULL,
  ward_id          integer NOT NULL,
  area_id          bigint NOT NULL,
  is_opened        boolean NOT NULL,
  valid_to_before  date,
  FOREIGN KEY (ward_id, epoch_id) REFERENCES area_epoch (ward_id, id) ON DELETE CASCADE,
  -- no cascade: what an epoch opened or closed goes only when the epoch is undone
  FOREIGN KEY (ward_id, area_id) REFERENCES area (ward_id, id),
  PRIMARY KEY (epoch_id, area_id)
);
COMMENT ON COLUMN area_epoch_area.valid_to_before IS 'Of an area that was closed: the end it had before; NULL: none';
-- Usage: which epoch opened or closed this area (layers/boundaries/undo.py, family.py).
CREATE INDEX area_epoch_area_area ON area_epoch_area (area_id);

ALTER TABLE area_lineage
  ADD COLUMN epoch_id         bigint,
  ADD COLUMN share_incidents  double precision CHECK (share_incidents BETWEEN 0 AND 1),
  ADD COLUMN share_of_new     double precision CHECK (share_of_new BETWEEN 0 AND 1),
  ADD COLUMN area_m2          double precision CHECK (area_m2 >= 0),
  ADD COLUMN is_sliver        boolean NOT NULL DEFAULT false,
  ADD COLUMN computed         jsonb,
  ADD COLUMN reason           text NOT NULL DEFAULT '',
  ADD COLUMN corrected_by     text,
  ADD COLUMN corrected_at     timestamptz,
  ADD FOREIGN KEY (ward_id, epoch_id) REFERENCES area_epoch (ward_id, id) ON DELETE CASCADE,
  ADD CHECK ((corrected_by IS NULL) = (corrected_at IS NULL)),
  ADD CHECK (corrected_by IS NULL OR reason <> '');
COMMENT ON COLUMN area_lineage.share_area IS 'Part of the old area that lies in the new one';
COMMENT ON COLUMN area_lineage.share_of_new IS 'Part of the new area that comes from the old one';
COMMENT ON COLUMN area_lineage.computed IS 'What was computed, where a person has corrected it';

-- The groups of all incidents as of one day: made when first asked for, kept in step by triggers.
CREATE TABLE group_set (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id       integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  since         date NOT NULL,
  area_version  bigint,
  made_at       timestamptz NOT NULL DEFAULT now(),
  UNIQUE (ward_id, since, area_version)
);
COMMENT ON COLUMN group_set.since IS 'The day from which these boundaries were in force: all days up to the next change share a set';
COMMENT ON COLUMN group_set.area_version IS 'Version of the areas it was made of; a set of another version, or of none, is never given out again';

CREATE TABLE group_set_member (
  set_id       bigint NOT NULL REFERENCES group_set ON DELETE CASCADE,
  incident_id  bigint NOT NULL,
  area_id      bigint NOT NULL,
  PRIMARY KEY (set_id, incident_id)
);
COMMENT ON TABLE group_set_member IS 'An incident that is not here lay in no group on that day';
-- Usage: incidents of some groups as of a day (layers/filters.py).
CREATE INDEX group_set_member_area ON group_set_member (set_id, area_id);
