-- The start page of a person in a ward: what is younger than `since_at` is new to them, and whose work
-- is theirs.
CREATE TABLE start_page (
  user_id   integer NOT NULL REFERENCES "user" ON DELETE CASCADE,
  ward_id   integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  unit_id   bigint,
  since_at  timestamptz NOT NULL,
  seen_at   timestamptz NOT NULL DEFAULT now(),
  CHECK (since_at <= seen_at),
  PRIMARY KEY (user_id, ward_id)
);
COMMENT ON COLUMN start_page.unit_id IS 'A row of register_unit of the ward, chosen by the person; looked up when read, so it may be gone';
COMMENT ON COLUMN start_page.seen_at IS 'The last time the page was opened; after half an hour of silence it becomes since_at';
