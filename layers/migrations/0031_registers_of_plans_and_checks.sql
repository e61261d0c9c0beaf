-- Registers of planning and enforcement.

CREATE TABLE register_plan (
  LIKE kept_row INCLUDING ALL,
  number     text NOT NULL DEFAULT '' CHECK (number <> ''),
  title      text NOT NULL DEFAULT '' CHECK (title <> ''),
  kind       text NOT NULL CHECK (kind IN ('chuong_trinh', 'ke_hoach', 'de_an')),
  issuer_id  bigint NOT NULL,
  issued_on  date NOT NULL,
  parent_id  bigint,
  term_from  date,
  term_to    date,
  note       text NOT NULL DEFAULT '',
  CHECK (term_to >= term_from),
  FOREIGN KEY (ward_id, issuer_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, parent_id) REFERENCES register_plan (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_plan_list ON register_plan (ward_id, issued_on)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_plan_number_issued_on ON register_plan (ward_id, number, issued_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_task (
  LIKE kept_row INCLUDING ALL,
  title           text NOT NULL DEFAULT '' CHECK (title <> ''),
  plan_id         bigint,
  parent_id       bigint,
  span            text NOT NULL CHECK (span IN ('thang', 'quy', 'nam')),
  unit_id         bigint,
  person          text NOT NULL DEFAULT '',
  responsibility  text NOT NULL CHECK (responsibility IN ('chu_tri', 'phoi_hop', 'giam_sat')),
  due_on          date NOT NULL,
  done_on         date,
  state           text NOT NULL CHECK (state IN ('chua_lam', 'dang_lam', 'xong', 'huy')),
  result          text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, plan_id) REFERENCES register_plan (ward_id, id),
  FOREIGN KEY (ward_id, parent_id) REFERENCES register_task (ward_id, id),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_task_list ON register_task (ward_id, due_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_assignment (
  LIKE kept_row INCLUDING ALL,
  person      text NOT NULL DEFAULT '' CHECK (person <> ''),
  post        text NOT NULL DEFAULT '',
  unit_id     bigint NOT NULL,
  field       text NOT NULL CHECK (field IN ('ttdt', 'ttxd', 'vsmt')),
  group_id    bigint NOT NULL,
  route_id    bigint,
  valid_from  date NOT NULL,
  valid_to    date,
  substitute  text NOT NULL DEFAULT '',
  note        text NOT NULL DEFAULT '',
  CHECK (valid_to >= valid_from),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, route_id) REFERENCES route (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_assignment_list ON register_assignment (ward_id, valid_from)
  WHERE deleted_at IS NULL;

CREATE TABLE register_visit (
  LIKE kept_row INCLUDING ALL,
  visited_on    date NOT NULL,
  subject       text NOT NULL DEFAULT '' CHECK (subject <> ''),
  unit_id       bigint NOT NULL,
  participants  text NOT NULL DEFAULT '',
  group_id      bigint,
  lane_id       bigint,
  place_id      bigint,
  facility_id   bigint,
  instruction   text NOT NULL DEFAULT '',
  due_on        date,
  checked_on    date,
  result        text NOT NULL CHECK (result IN ('cho', 'dat', 'mot_phan', 'chua')),
  CHECK (due_on >= visited_on),
  CHECK (checked_on >= visited_on),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id),
  FOREIGN KEY (ward_id, place_id) REFERENCES place (ward_id, id),
  FOREIGN KEY (ward_id, facility_id) REFERENCES facility (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_visit_list ON register_visit (ward_id, visited_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_site_visit (
  LIKE kept_row INCLUDING ALL,
  site_id        bigint NOT NULL,
  visited_on     date NOT NULL,
  unit_id        bigint NOT NULL,
  shielded       text NOT NULL CHECK (shielded IN ('dat', 'khong_dat', 'khong_thay')),
  permit_shown   text NOT NULL CHECK (permit_shown IN ('dat', 'khong_dat', 'khong_thay')),
  as_permitted   text NOT NULL CHECK (as_permitted IN ('dat', 'khong_dat', 'khong_thay')),
  street_clear   text NOT NULL CHECK (street_clear IN ('dat', 'khong_dat', 'khong_thay')),
  waste_removed  text NOT NULL CHECK (waste_removed IN ('dat', 'khong_dat', 'khong_thay')),
  persuaded      boolean NOT NULL,
  note           text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, site_id) REFERENCES site (ward_id, id),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_site_visit_list ON register_site_visit (ward_id, visited_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_lane_supervision (
  LIKE kept_row INCLUDING ALL,
  project_id   bigint NOT NULL,
  held_on      date NOT NULL,
  unit_id      bigint NOT NULL,
  minutes_no   text NOT NULL DEFAULT '',
  finding      text NOT NULL CHECK (finding IN ('dat', 'khiem_khuyet', 'chua_khoi_cong')),
  defects      integer NOT NULL CHECK (defects >= 0 AND defects <= 999),
  defect_note  text NOT NULL DEFAULT '',
  due_on       date,
  fixed_on     date,
  CHECK (due_on >= held_on),
  CHECK (fixed_on >= held_on),
  FOREIGN KEY (ward_id, project_id) REFERENCES lane_project (ward_id, id),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_lane_supervision_list ON register_lane_supervision (ward_id, held_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_patrol (
  LIKE kept_row INCLUDING ALL,
  patrolled_on  date NOT NULL,
  unit_id       bigint NOT NULL,
  group_id      bigint NOT NULL,
  route_id      bigint,
  members       integer NOT NULL CHECK (members >= 1 AND members <= 50),
  hours         numeric(16, 2) NOT NULL CHECK (hours >= 0 AND hours <= 24),
  found         integer NOT NULL CHECK (found >= 0 AND found <= 999),
  note          text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, route_id) REFERENCES route (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_patrol_list ON register_patrol (ward_id, patrolled_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_priority (
  LIKE kept_row INCLUDING ALL,
  decided_on  date NOT NULL,
  reason      text NOT NULL DEFAULT '' CHECK (reason <> ''),
  rank        integer NOT NULL CHECK (rank >= 1 AND rank <= 999),
  field       text NOT NULL CHECK (field IN ('ttdt', 'ttxd', 'vsmt')),
  place_id    bigint,
  lane_id     bigint,
  group_id    bigint,
  unit_id     bigint NOT NULL,
  due_on      date NOT NULL,
  cleared_on  date,
  result      text NOT NULL DEFAULT '',
  CHECK (due_on >= decided_on),
  CHECK (cleared_on >= decided_on),
  FOREIGN KEY (ward_id, place_id) REFERENCES place (ward_id, id),
  FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_priority_list ON register_priority (ward_id, decided_on)
  WHERE deleted_at IS NULL;
