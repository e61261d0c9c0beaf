-- Registers of supervision, works, culture, land and communication.

CREATE TABLE register_democracy (
  LIKE kept_row INCLUDING ALL,
  group_id    bigint NOT NULL,
  regulation  text NOT NULL CHECK (regulation IN ('qc1', 'qc2', 'qc3', 'qc4', 'qc5')),
  rated_on    date NOT NULL,
  rating      text NOT NULL CHECK (rating IN ('tot', 'trung_binh', 'chua')),
  evidence    text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_democracy_list ON register_democracy (ward_id, rated_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_conduct (
  LIKE kept_row INCLUDING ALL,
  received_on  date NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('phan_anh', 'khen')),
  subject      text NOT NULL DEFAULT '' CHECK (subject <> ''),
  unit_id      bigint NOT NULL,
  official     text NOT NULL DEFAULT '',
  due_on       date NOT NULL,
  settled_on   date,
  result       text NOT NULL CHECK (result IN ('cho', 'dung', 'khong_dung', 'ghi_nhan')),
  note         text NOT NULL DEFAULT '',
  CHECK (due_on >= received_on),
  CHECK (settled_on >= received_on),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_conduct_list ON register_conduct (ward_id, received_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_shortcoming (
  LIKE kept_row INCLUDING ALL,
  noted_on    date NOT NULL,
  subject     text NOT NULL DEFAULT '' CHECK (subject <> ''),
  unit_id     bigint NOT NULL,
  cause       text NOT NULL DEFAULT '',
  indicator   text NOT NULL DEFAULT '',
  measure     text NOT NULL DEFAULT '',
  due_on      date NOT NULL,
  settled_on  date,
  group_id    bigint,
  CHECK (due_on >= noted_on),
  CHECK (settled_on >= noted_on),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_shortcoming_list ON register_shortcoming (ward_id, noted_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_project (
  LIKE kept_row INCLUDING ALL,
  name            text NOT NULL DEFAULT '' CHECK (name <> ''),
  kind            text NOT NULL CHECK (kind IN ('nha_van_hoa', 'cho', 'ha_tang', 'dan_sinh')),
  group_id        bigint,
  facility_id     bigint,
  state           text NOT NULL CHECK (state IN ('chuan_bi', 'dang_xay', 'hoan_thanh', 'khai_truong', 'dung')),
  budget_million  numeric(16, 2) CHECK (budget_million >= 0),
  progress        integer CHECK (progress >= 0 AND progress <= 100),
  started_on      date,
  due_on          date,
  opened_on       date,
  obstacle        text NOT NULL DEFAULT '',
  CHECK (due_on >= started_on),
  CHECK (opened_on >= started_on),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, facility_id) REFERENCES facility (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_project_list ON register_project (ward_id, started_on)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_project_name ON register_project (ward_id, name)
  WHERE deleted_at IS NULL;

CREATE TABLE register_adoption (
  LIKE kept_row INCLUDING ALL,
  group_id     bigint NOT NULL,
  model        text NOT NULL DEFAULT '' CHECK (model <> ''),
  level        text NOT NULL CHECK (level IN ('quan', 'phuong')),
  state        text NOT NULL CHECK (state IN ('mo_hinh', 'nhan_rong', 'du_kien')),
  adopted_on   date NOT NULL,
  facility_id  bigint,
  activities   text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, facility_id) REFERENCES facility (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_adoption_list ON register_adoption (ward_id, adopted_on)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_adoption_group_id_model ON register_adoption (ward_id, group_id, model)
  WHERE deleted_at IS NULL;

CREATE TABLE register_model_group (
  LIKE kept_row INCLUDING ALL,
  group_id      bigint NOT NULL,
  title         text NOT NULL DEFAULT '' CHECK (title <> ''),
  year          integer NOT NULL CHECK (year >= 1990 AND year <= 2199),
  criteria_met  integer CHECK (criteria_met >= 0 AND criteria_met <= 100),
  decision      text NOT NULL DEFAULT '',
  decided_on    date NOT NULL,
  note          text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_model_group_list ON register_model_group (ward_id, decided_on)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_model_group_group_id_title_year ON register_model_group (ward_id, group_id, title, year)
  WHERE deleted_at IS NULL;

CREATE TABLE register_committee_meeting (
  LIKE kept_row INCLUDING ALL,
  held_on    date NOT NULL,
  subject    text NOT NULL DEFAULT '' CHECK (subject <> ''),
  unit_id    bigint NOT NULL,
  members    integer NOT NULL CHECK (members >= 1 AND members <= 200),
  present    integer NOT NULL CHECK (present >= 0 AND present <= 200),
  decisions  text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_committee_meeting_list ON register_committee_meeting (ward_id, held_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_activity (
  LIKE kept_row INCLUDING ALL,
  held_on      date NOT NULL,
  name         text NOT NULL DEFAULT '' CHECK (name <> ''),
  kind         text NOT NULL CHECK (kind IN ('van_hoa', 'the_thao')),
  facility_id  bigint,
  group_id     bigint,
  turnout      integer NOT NULL CHECK (turnout >= 0 AND turnout <= 100000),
  note         text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, facility_id) REFERENCES facility (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_activity_list ON register_activity (ward_id, held_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_parcel (
  LIKE kept_row INCLUDING ALL,
  code        text NOT NULL DEFAULT '' CHECK (code <> ''),
  project_id  bigint NOT NULL,
  group_id    bigint,
  stage       text NOT NULL CHECK (stage IN ('kiem_dem', 'phuong_an', 'chi_tra', 'ban_giao')),
  stage_on    date NOT NULL,
  area_m2     numeric(16, 2) CHECK (area_m2 >= 0),
  obstacle    text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, project_id) REFERENCES register_project (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_parcel_list ON register_parcel (ward_id, code)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_parcel_project_id_code ON register_parcel (ward_id, project_id, code)
  WHERE deleted_at IS NULL;

CREATE TABLE register_dossier (
  LIKE kept_row INCLUDING ALL,
  code         text NOT NULL DEFAULT '' CHECK (code <> ''),
  group_id     bigint NOT NULL,
  stage        text NOT NULL CHECK (stage IN ('tiep_nhan', 'thuc_dia', 'niem_yet', 'trinh', 'da_cap')),
  obstacle     text NOT NULL DEFAULT '',
  received_on  date NOT NULL,
  due_on       date NOT NULL,
  issued_on    date,
  CHECK (due_on >= received_on),
  CHECK (issued_on >= received_on),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_dossier_list ON register_dossier (ward_id, received_on)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_dossier_code ON register_dossier (ward_id, code)
  WHERE deleted_at IS NULL;

CREATE TABLE register_article (
  LIKE kept_row INCLUDING ALL,
  published_on  date NOT NULL,
  title         text NOT NULL DEFAULT '' CHECK (title <> ''),
  author        text NOT NULL DEFAULT '',
  channel       text NOT NULL CHECK (channel IN ('cong', 'bang_tin', 'khac')),
  views         integer CHECK (views >= 0),
  place_id      bigint,
  address       text NOT NULL DEFAULT '',
  summary       text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, place_id) REFERENCES place (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_article_list ON register_article (ward_id, published_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_briefing (
  LIKE kept_row INCLUDING ALL,
  held_on    date NOT NULL,
  meeting    text NOT NULL DEFAULT '' CHECK (meeting <> ''),
  unit_id    bigint NOT NULL,
  plan_id    bigint,
  item       text NOT NULL DEFAULT '' CHECK (item <> ''),
  attendees  integer NOT NULL CHECK (attendees >= 0 AND attendees <= 100000),
  group_id   bigint,
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, plan_id) REFERENCES register_plan (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_briefing_list ON register_briefing (ward_id, held_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_coordination (
  LIKE kept_row INCLUDING ALL,
  sent_on         date NOT NULL,
  subject         text NOT NULL DEFAULT '' CHECK (subject <> ''),
  counterpart_id  bigint NOT NULL,
  unit_id         bigint NOT NULL,
  due_on          date NOT NULL,
  answered_on     date,
  answer          text NOT NULL DEFAULT '',
  group_id        bigint,
  lane_id         bigint,
  CHECK (due_on >= sent_on),
  CHECK (answered_on >= sent_on),
  FOREIGN KEY (ward_id, counterpart_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_coordination_list ON register_coordination (ward_id, sent_on)
  WHERE deleted_at IS NULL;
