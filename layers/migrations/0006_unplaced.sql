-- Incidents that came with an address and no coordinates: they wait here until they are placed.
-- And what people said of coordinates that hold many rows.

CREATE TABLE unplaced_incident (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id         integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  source_key      text NOT NULL CHECK (source_key <> ''),
  occurred_at     timestamp NOT NULL,
  occurred_on     date GENERATED ALWAYS AS (occurred_at::date) STORED,
  time_precision  text NOT NULL DEFAULT 'minute' CHECK (time_precision IN ('minute', 'day', 'month')),
  field_code      text NOT NULL REFERENCES field,
  category_code   text NOT NULL,
  state           text NOT NULL DEFAULT 'phat_hien' REFERENCES incident_state,
  address         text NOT NULL CHECK (address <> ''),
  description     text NOT NULL DEFAULT '',
  properties      jsonb NOT NULL DEFAULT '{}',
  import_id       bigint REFERENCES import_run,
  incident_id     bigint,
  UNIQUE (ward_id, id),
  UNIQUE (ward_id, source_key),
  CONSTRAINT unplaced_category_belongs_to_field
    FOREIGN KEY (ward_id, category_code, field_code) REFERENCES category (ward_id, code, field_code),
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id) ON DELETE SET NULL (incident_id)
);
COMMENT ON TABLE unplaced_incident IS 'Incidents known by their address only; those with an incident_id are placed, the others wait';
-- Usage: layers/queries/unplaced.py, those of a ward that wait, by day.
CREATE INDEX unplaced_incident_waiting ON unplaced_incident (ward_id, occurred_on) WHERE incident_id IS NULL;
-- Usage: the foreign key, when an incident goes.
CREATE INDEX unplaced_incident_placed ON unplaced_incident (incident_id) WHERE incident_id IS NOT NULL;

-- Each time such an incident was put somewhere: by whom, when, how, and how exactly.
CREATE TABLE placement (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  unplaced_id  bigint NOT NULL,
  incident_id  bigint,
  method       text NOT NULL CHECK (method IN ('address', 'lane', 'map', 'file')),
  lane_name    text NOT NULL DEFAULT '',
  precision_m  double precision CHECK (precision_m >= 0),
  confidence   double precision CHECK (confidence BETWEEN 0 AND 1),
  reasons      jsonb NOT NULL DEFAULT '[]',
  placed_by    text NOT NULL,
  placed_at    timestamptz NOT NULL DEFAULT now(),
  undone_by    text,
  undone_at    timestamptz,
  CHECK ((undone_by IS NULL) = (undone_at IS NULL)),
  FOREIGN KEY (ward_id, unplaced_id) REFERENCES unplaced_incident (ward_id, id) ON DELETE CASCADE,
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id) ON DELETE SET NULL (incident_id)
);
COMMENT ON COLUMN placement.method IS 'address: matched surely when the file came; lane or map: by a person; file: a later file brought coordinates';
COMMENT ON COLUMN placement.precision_m IS 'How far the incident may be from its point: for a lane, as far as the lane reaches';
-- Usage: one placing in force a row.
CREATE UNIQUE INDEX placement_in_force ON placement (unplaced_id) WHERE undone_at IS NULL;
-- Usage: layers/queries/events.py, incidents known to their lane only.
CREATE INDEX placement_incident ON placement (incident_id) WHERE undone_at IS NULL;

-- What a person said of one coordinate that many rows share: a default location, or a real place.
CREATE TABLE location_verdict (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  geom        geometry(Point, 4326) NOT NULL,
  is_default  boolean NOT NULL,
  note        text NOT NULL DEFAULT '',
  decided_by  text NOT NULL,
  decided_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE location_verdict IS 'The newest verdict on a coordinate holds; earlier ones stay as its history';
-- Usage: layers/queries/default_locations.py and the import, the verdict on each coordinate.
CREATE INDEX location_verdict_place ON location_verdict (ward_id, id DESC);
