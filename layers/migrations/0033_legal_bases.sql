-- Legal bases by the days they are in force, and sanctions on persons (by the code of a file).

-- Registers refer to categories by a number, as to everything else.
ALTER TABLE category ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE category ADD UNIQUE (ward_id, id);

CREATE TABLE register_legal_basis (
  LIKE kept_row INCLUDING ALL,
  number       text NOT NULL DEFAULT '' CHECK (number <> ''),
  article      text NOT NULL DEFAULT '' CHECK (article <> ''),
  clause       text NOT NULL DEFAULT '',
  category_id  bigint NOT NULL,
  act          text NOT NULL DEFAULT '' CHECK (act <> ''),
  subject      text NOT NULL CHECK (subject IN ('ca_nhan', 'to_chuc')),
  min_dong     numeric(16, 2) CHECK (min_dong >= 0 AND min_dong <= 99999999999),
  max_dong     numeric(16, 2) CHECK (max_dong >= 0 AND max_dong <= 99999999999),
  valid_from   date NOT NULL,
  valid_to     date,
  amended_by   text NOT NULL DEFAULT '',
  checking     text NOT NULL CHECK (checking IN ('chua', 'da')),
  checked_by   text NOT NULL DEFAULT '',
  checked_on   date,
  note         text NOT NULL DEFAULT '',
  CHECK (valid_to >= valid_from),
  CHECK (checking <> 'da' OR checked_by <> ''),
  CHECK (checking <> 'da' OR checked_on IS NOT NULL),
  FOREIGN KEY (ward_id, category_id) REFERENCES category (ward_id, id),
  EXCLUDE USING gist (ward_id WITH =, category_id WITH =, act WITH =, subject WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (deleted_at IS NULL),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_legal_basis_list ON register_legal_basis (ward_id, valid_from)
  WHERE deleted_at IS NULL;

CREATE TABLE register_sanction (
  LIKE kept_row INCLUDING ALL,
  decision     text NOT NULL DEFAULT '' CHECK (decision <> ''),
  person_code  text NOT NULL DEFAULT '' CHECK (person_code <> ''),
  category_id  bigint NOT NULL,
  act_on       date NOT NULL,
  incident_id  bigint,
  basis_id     bigint,
  kind         text NOT NULL CHECK (kind IN ('canh_cao', 'phat_tien', 'khac')),
  amount_dong  numeric(16, 2) CHECK (amount_dong >= 0 AND amount_dong <= 99999999999),
  decided_on   date NOT NULL,
  executed_on  date,
  note         text NOT NULL DEFAULT '',
  CHECK (decided_on >= act_on),
  CHECK (executed_on >= decided_on),
  FOREIGN KEY (ward_id, category_id) REFERENCES category (ward_id, id),
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id),
  FOREIGN KEY (ward_id, basis_id) REFERENCES register_legal_basis (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_sanction_list ON register_sanction (ward_id, act_on)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_sanction_decision ON register_sanction (ward_id, decision)
  WHERE deleted_at IS NULL;
