-- Registers: what the ward keeps that is no map layer. One table each, as its definition in
-- layers/registers/definitions says; triggers and version come with layers/functions/60_registers.sql.

-- Rows of registers point at these, and both must be of one ward.
ALTER TABLE site ADD UNIQUE (ward_id, id);
ALTER TABLE facility ADD UNIQUE (ward_id, id);
ALTER TABLE lane_project ADD UNIQUE (ward_id, id);
ALTER TABLE route ADD UNIQUE (ward_id, id);

CREATE TABLE register_unit (
  LIKE kept_row INCLUDING ALL,
  name        text NOT NULL DEFAULT '' CHECK (name <> ''),
  kind        text NOT NULL CHECK (kind IN ('dang', 'hdnd', 'ubnd', 'mttq', 'doan_the', 'chuyen_mon', 'luc_luong', 'cap_tren')),
  head        text NOT NULL DEFAULT '',
  head_since  date,
  head_until  date,
  note        text NOT NULL DEFAULT '',
  CHECK (head_until >= head_since),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_unit_list ON register_unit (ward_id, name)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_unit_name ON register_unit (ward_id, name)
  WHERE deleted_at IS NULL;

CREATE TABLE register_broadcast (
  LIKE kept_row INCLUDING ALL,
  broadcast_on  date NOT NULL,
  minutes       integer NOT NULL CHECK (minutes >= 1 AND minutes <= 240),
  topic         text NOT NULL DEFAULT '' CHECK (topic <> ''),
  state         text NOT NULL CHECK (state IN ('du_kien', 'da_phat', 'huy')),
  place_id      bigint,
  group_id      bigint,
  script        text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, place_id) REFERENCES place (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_broadcast_list ON register_broadcast (ward_id, broadcast_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_recommendation (
  LIKE kept_row INCLUDING ALL,
  sent_on       date NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('kien_nghi', 'chi_dao', 'don_doc')),
  subject       text NOT NULL DEFAULT '' CHECK (subject <> ''),
  from_unit_id  bigint NOT NULL,
  to_unit_id    bigint NOT NULL,
  document_no   text NOT NULL DEFAULT '',
  about_id      bigint,
  repeat_point  text NOT NULL DEFAULT '',
  place_id      bigint,
  lane_id       bigint,
  group_id      bigint,
  due_on        date NOT NULL,
  answered_on   date,
  answer        text NOT NULL DEFAULT '',
  outcome       text NOT NULL CHECK (outcome IN ('cho', 'dang_lam', 'da_xong', 'khong_chap_nhan')),
  CHECK (due_on >= sent_on),
  CHECK (answered_on >= sent_on),
  FOREIGN KEY (ward_id, from_unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, to_unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, about_id) REFERENCES register_recommendation (ward_id, id),
  FOREIGN KEY (ward_id, place_id) REFERENCES place (ward_id, id),
  FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_recommendation_list ON register_recommendation (ward_id, sent_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_cell_report (
  LIKE kept_row INCLUDING ALL,
  group_id      bigint NOT NULL,
  month         date NOT NULL CHECK (extract(day FROM month) = 1),
  due_on        date NOT NULL,
  submitted_on  date,
  ttdt          integer NOT NULL CHECK (ttdt >= 0 AND ttdt <= 9999),
  ttxd          integer NOT NULL CHECK (ttxd >= 0 AND ttxd <= 9999),
  vsmt          integer NOT NULL CHECK (vsmt >= 0 AND vsmt <= 9999),
  narrative     text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_cell_report_list ON register_cell_report (ward_id, month)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_cell_report_group_id_month ON register_cell_report (ward_id, group_id, month)
  WHERE deleted_at IS NULL;

CREATE TABLE register_supervision (
  LIKE kept_row INCLUDING ALL,
  held_on      date NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('thuong_xuyen', 'dot_xuat')),
  body_id      bigint NOT NULL,
  subject      text NOT NULL DEFAULT '' CHECK (subject <> ''),
  field        text CHECK (field IN ('ttdt', 'ttxd', 'vsmt', 'khac')),
  group_id     bigint,
  lane_id      bigint,
  facility_id  bigint,
  members      text[] NOT NULL DEFAULT '{}',
  state        text NOT NULL CHECK (state IN ('du_kien', 'dang_lam', 'ket_luan', 'da_dong')),
  findings     text NOT NULL DEFAULT '',
  conclusion   text NOT NULL DEFAULT '',
  due_on       date,
  closed_on    date,
  CHECK (due_on >= held_on),
  CHECK (closed_on >= held_on),
  FOREIGN KEY (ward_id, body_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id),
  FOREIGN KEY (ward_id, facility_id) REFERENCES facility (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_supervision_list ON register_supervision (ward_id, held_on)
  WHERE deleted_at IS NULL;
