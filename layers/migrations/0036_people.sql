-- People who work in a ward: by which names the registers know them, how they sign in, and their unit.

CREATE TABLE register_person (
  LIKE kept_row INCLUDING ALL,
  name         text NOT NULL DEFAULT '' CHECK (name <> ''),
  other_names  text NOT NULL DEFAULT '',
  logins       text[] NOT NULL DEFAULT '{}',
  unit_id      bigint,
  note         text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, unit_id) REFERENCES register_unit (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_person_list ON register_person (ward_id, name)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_person_name ON register_person (ward_id, name)
  WHERE deleted_at IS NULL;

COMMENT ON TABLE register_person IS 'Personal data: for the person, supervisors and administrators; never on a public page';
