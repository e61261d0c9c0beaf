-- What the first registers left out: terms of earlier heads, members of the steering committee,
-- regulations by name, what a patrol found, figures of a plan's items, the lane that was supervised.

CREATE TABLE register_head_term (
  LIKE kept_row INCLUDING ALL,
  unit_id  bigint NOT NULL,
  person   text NOT NULL DEFAULT '' CHECK (person <> ''),
  post     text NOT NULL DEFAULT '',
  since    date NOT NULL,
  until    date,
  note     text NOT NULL DEFAULT '',
  CHECK (until >= since),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  EXCLUDE USING gist (ward_id WITH =, unit_id WITH =, daterange(since, until, '[]') WITH &&) WHERE (deleted_at IS NULL),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_head_term_list ON register_head_term (ward_id, since)
  WHERE deleted_at IS NULL;

CREATE TABLE register_committee_member (
  LIKE kept_row INCLUDING ALL,
  person   text NOT NULL DEFAULT '' CHECK (person <> ''),
  role     text NOT NULL CHECK (role IN ('truong_ban', 'pho_ban', 'thanh_vien', 'thu_ky')),
  unit_id  bigint NOT NULL,
  since    date NOT NULL,
  until    date,
  note     text NOT NULL DEFAULT '',
  CHECK (until >= since),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  EXCLUDE USING gist (ward_id WITH =, person WITH =, daterange(since, until, '[]') WITH &&) WHERE (deleted_at IS NULL),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_committee_member_list ON register_committee_member (ward_id, since)
  WHERE deleted_at IS NULL;

CREATE TABLE register_regulation (
  LIKE kept_row INCLUDING ALL,
  code        text NOT NULL CHECK (code IN ('qc1', 'qc2', 'qc3', 'qc4', 'qc5')),
  name        text NOT NULL DEFAULT '' CHECK (name <> ''),
  number      text NOT NULL DEFAULT '',
  valid_from  date NOT NULL,
  valid_to    date,
  note        text NOT NULL DEFAULT '',
  CHECK (valid_to >= valid_from),
  EXCLUDE USING gist (ward_id WITH =, code WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (deleted_at IS NULL),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_regulation_list ON register_regulation (ward_id, valid_from)
  WHERE deleted_at IS NULL;

CREATE TABLE register_patrol_find (
  LIKE kept_row INCLUDING ALL,
  found_on     date NOT NULL,
  patrol_id    bigint NOT NULL,
  incident_id  bigint NOT NULL,
  note         text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, patrol_id) REFERENCES register_patrol (ward_id, id),
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_patrol_find_list ON register_patrol_find (ward_id, found_on)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_patrol_find_incident_id ON register_patrol_find (ward_id, incident_id)
  WHERE deleted_at IS NULL;

CREATE TABLE register_target (
  LIKE kept_row INCLUDING ALL,
  plan_id  bigint NOT NULL,
  item     text NOT NULL DEFAULT '' CHECK (item <> ''),
  task_id  bigint,
  figure   text NOT NULL,
  since    date NOT NULL,
  due_on   date NOT NULL,
  goal     numeric(16, 2) NOT NULL CHECK (goal >= 0 AND goal <= 999999999),
  note     text NOT NULL DEFAULT '',
  CHECK (due_on >= since),
  FOREIGN KEY (ward_id, plan_id) REFERENCES register_plan (ward_id, id),
  FOREIGN KEY (ward_id, task_id) REFERENCES register_task (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_target_list ON register_target (ward_id, due_on)
  WHERE deleted_at IS NULL;

ALTER TABLE register_lane_supervision
  ADD COLUMN surface   text CHECK (surface IN ('be_tong', 'nhua', 'gach', 'dat')),
  ADD COLUMN width_m   numeric(16, 2) CHECK (width_m >= 0 AND width_m <= 50),
  ADD COLUMN drainage  text CHECK (drainage IN ('tot', 'kem', 'chua'));
