-- The typed layers: areas in time, lanes and their projects, places, rounds, incidents,
-- sites, facilities, routes; and one generic table for whatever else a ward brings.
-- geom is the record, in EPSG:4326; geom_3857 is kept by the database for drawing only.

-- One import of one file: every row it wrote names it.
CREATE TABLE import_run (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  layer        text NOT NULL,
  file_name    text NOT NULL,
  file_sha256  text NOT NULL,
  options      jsonb NOT NULL DEFAULT '{}',
  rows_read    integer NOT NULL,
  rows_loaded  integer NOT NULL,
  issues       jsonb NOT NULL DEFAULT '[]',
  actor        text NOT NULL,
  finished_at  timestamptz NOT NULL DEFAULT now()
);
-- Usage: layers/importing/load.py, was this very file loaded before?
CREATE INDEX import_run_file ON import_run (ward_id, layer, file_sha256);

CREATE TABLE area (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  kind         text NOT NULL CHECK (kind IN ('city', 'district', 'ward', 'group')),
  code         text NOT NULL CHECK (code <> ''),
  name         text NOT NULL,
  valid_from   date NOT NULL,
  valid_to     date,
  valid        daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to, '[)')) STORED,
  basis        text NOT NULL DEFAULT '',
  people       integer CHECK (people >= 0),
  geom         geometry(MultiPolygon, 4326) NOT NULL CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
  geom_3857    geometry(MultiPolygon, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  geom_original geometry(Geometry, 4326),
  repair_note  text NOT NULL DEFAULT '',
  properties   jsonb NOT NULL DEFAULT '{}',
  import_id    bigint REFERENCES import_run,
  CHECK (valid_to IS NULL OR valid_to > valid_from),
  UNIQUE (ward_id, id),
  CONSTRAINT area_code_unique_per_period
    EXCLUDE USING gist (ward_id WITH =, kind WITH =, code WITH =, valid WITH &&)
);
COMMENT ON COLUMN area.kind IS 'group = tổ dân phố; the key of an area is (kind, code, period), because codes are used again';
COMMENT ON COLUMN area.valid_to IS 'First day on which the area no longer exists; NULL: in force';
-- Usage: the group of an incident, in derive_incident_links().
CREATE INDEX area_geom ON area USING gist (geom);
-- Usage: tiles of areas.
CREATE INDEX area_geom_3857 ON area USING gist (geom_3857);

CREATE TABLE area_lineage (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id       integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  from_area_id  bigint NOT NULL,
  to_area_id    bigint NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('split', 'merge', 'rename', 'recode', 'part')),
  share_area    double precision CHECK (share_area BETWEEN 0 AND 1),
  share_people  double precision CHECK (share_people BETWEEN 0 AND 1),
  source        text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, from_area_id) REFERENCES area (ward_id, id) ON DELETE CASCADE,
  FOREIGN KEY (ward_id, to_area_id) REFERENCES area (ward_id, id) ON DELETE CASCADE,
  UNIQUE (from_area_id, to_area_id)
);

CREATE TABLE lane (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id    integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  code       text NOT NULL CHECK (code <> ''),
  name       text NOT NULL DEFAULT '',
  kind       text NOT NULL CHECK (kind IN ('duong', 'pho', 'ngo', 'ngach', 'hem', 'khac')),
  width_m    double precision CHECK (width_m > 0),
  surface    text NOT NULL DEFAULT '',
  geom       geometry(MultiLineString, 4326) NOT NULL CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
  geom_3857  geometry(MultiLineString, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  properties jsonb NOT NULL DEFAULT '{}',
  import_id  bigint REFERENCES import_run,
  UNIQUE (ward_id, id),
  UNIQUE (ward_id, code)
);
-- Usage: pages of lanes by bbox.
CREATE INDEX lane_geom ON lane USING gist (geom);
-- Usage: tiles of lanes, and the nearest lane of an incident.
CREATE INDEX lane_geom_3857 ON lane USING gist (geom_3857);

CREATE TABLE lane_project (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  lane_id      bigint NOT NULL,
  code         text NOT NULL CHECK (code <> ''),
  phase        smallint NOT NULL CHECK (phase BETWEEN 1 AND 99),
  state        text NOT NULL CHECK (state IN ('planned', 'building', 'done', 'accepted')),
  started_on   date,
  finished_on  date,
  contractor   text NOT NULL DEFAULT '',
  note         text NOT NULL DEFAULT '',
  import_id    bigint REFERENCES import_run,
  CHECK (finished_on >= started_on),
  FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id) ON DELETE CASCADE,
  UNIQUE (ward_id, code)
);

CREATE TABLE inspection_round (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  code        text NOT NULL CHECK (code <> ''),
  body        text NOT NULL,
  started_on  date NOT NULL,
  ended_on    date NOT NULL,
  note        text NOT NULL DEFAULT '',
  geom        geometry(MultiLineString, 4326) CHECK (ST_IsValid(geom)),
  geom_3857   geometry(MultiLineString, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  import_id   bigint REFERENCES import_run,
  CHECK (ended_on >= started_on),
  UNIQUE (ward_id, id),
  UNIQUE (ward_id, code)
);
COMMENT ON COLUMN inspection_round.geom IS 'What was walked: where a round went is where incidents are found';

CREATE TABLE inspection_round_field (
  round_id    bigint NOT NULL REFERENCES inspection_round ON DELETE CASCADE,
  ward_id     integer NOT NULL,
  field_code  text NOT NULL REFERENCES field,
  FOREIGN KEY (ward_id, round_id) REFERENCES inspection_round (ward_id, id) ON DELETE CASCADE,
  PRIMARY KEY (round_id, field_code)
);

-- A place (điểm) is where things happen again and again; it is not an incident and not a person.
CREATE TABLE place (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id    integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  code       text NOT NULL CHECK (code <> ''),
  name       text NOT NULL,
  address    text NOT NULL DEFAULT '',
  state      text NOT NULL DEFAULT 'watched'
             CHECK (state IN ('watched', 'repeat', 'hot', 'clearing', 'stable', 'removed', 'relapsed')),
  geom       geometry(Point, 4326) NOT NULL,
  geom_3857  geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  import_id  bigint REFERENCES import_run,
  UNIQUE (ward_id, id),
  UNIQUE (ward_id, code)
);

CREATE TABLE incident (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id         integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  source_key      text NOT NULL CHECK (source_key <> ''),
  occurred_at     timestamp NOT NULL,
  occurred_on     date GENERATED ALWAYS AS (occurred_at::date) STORED,
  time_precision  text NOT NULL DEFAULT 'minute' CHECK (time_precision IN ('minute', 'day', 'month')),
  field_code      text NOT NULL REFERENCES field,
  category_code   text NOT NULL,
  state           text NOT NULL DEFAULT 'phat_hien' REFERENCES incident_state,
  address         text NOT NULL DEFAULT '',
  description     text NOT NULL DEFAULT '',
  round_id        bigint,
  place_id        bigint,
  lane_id         bigint,
  group_id        bigint,
  is_pile_up      boolean NOT NULL DEFAULT false,
  geom            geometry(Point, 4326) NOT NULL CHECK (NOT ST_IsEmpty(geom)),
  geom_3857       geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  properties      jsonb NOT NULL DEFAULT '{}',
  import_id       bigint REFERENCES import_run,
  UNIQUE (ward_id, id),
  UNIQUE (ward_id, source_key),
  CONSTRAINT incident_category_belongs_to_field
    FOREIGN KEY (ward_id, category_code, field_code) REFERENCES category (ward_id, code, field_code),
  FOREIGN KEY (ward_id, round_id) REFERENCES inspection_round (ward_id, id),
  FOREIGN KEY (ward_id, place_id) REFERENCES place (ward_id, id),
  FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id),
  FOREIGN KEY (ward_id, group_id) REFERENCES area (ward_id, id)
);
COMMENT ON COLUMN incident.occurred_at IS 'Wall-clock time of the ward; how much of it is known is in time_precision';
COMMENT ON COLUMN incident.group_id IS 'The resident group in force on that day at that point; derived, see derive_incident_links()';
COMMENT ON COLUMN incident.is_pile_up IS 'Lies on a default location (many rows on one point); drawn apart and kept out of analysis';
-- Usage: tiles of incidents.
CREATE INDEX incident_geom_3857 ON incident USING gist (geom_3857);
-- Usage: pages of incidents by bbox.
CREATE INDEX incident_geom ON incident USING gist (geom);
-- Usage: every filter starts with ward and period.
CREATE INDEX incident_ward_day ON incident (ward_id, occurred_on);
-- Usage: incidents found in a round.
CREATE INDEX incident_round ON incident (round_id);
-- Usage: incidents of a lane.
CREATE INDEX incident_lane ON incident (lane_id);
-- Usage: incidents of a resident group.
CREATE INDEX incident_group ON incident (group_id);
-- Usage: history of a place.
CREATE INDEX incident_place ON incident (place_id);

CREATE TABLE site (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id       integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  code          text NOT NULL CHECK (code <> ''),
  address       text NOT NULL DEFAULT '',
  stage         text NOT NULL CHECK (stage IN ('foundation', 'frame', 'finishing', 'completed', 'stopped')),
  permit_no     text NOT NULL DEFAULT '',
  permit_state  text NOT NULL DEFAULT 'unknown' CHECK (permit_state IN ('valid', 'none', 'expired', 'unknown')),
  watched_from  date NOT NULL,
  watched_to    date,
  owner_name    text NOT NULL DEFAULT '',
  geom          geometry(Point, 4326) NOT NULL,
  geom_3857     geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  properties    jsonb NOT NULL DEFAULT '{}',
  import_id     bigint REFERENCES import_run,
  CHECK (watched_to >= watched_from),
  UNIQUE (ward_id, code)
);
COMMENT ON COLUMN site.owner_name IS 'Personal data: for supervisors only, never on a public page';
-- Usage: tiles of sites.
CREATE INDEX site_geom_3857 ON site USING gist (geom_3857);

CREATE TABLE facility (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id    integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  code       text NOT NULL CHECK (code <> ''),
  kind       text NOT NULL CHECK (kind IN ('culture_house', 'market', 'school', 'office', 'other')),
  name       text NOT NULL,
  state      text NOT NULL DEFAULT 'active' CHECK (state IN ('planned', 'building', 'active', 'model', 'closed')),
  note       text NOT NULL DEFAULT '',
  geom       geometry(Point, 4326) NOT NULL,
  geom_3857  geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  import_id  bigint REFERENCES import_run,
  UNIQUE (ward_id, code)
);

-- khoán quản: who answers for which route, from when to when.
CREATE TABLE route (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  code         text NOT NULL CHECK (code <> ''),
  name         text NOT NULL,
  holder_unit  text NOT NULL DEFAULT '',
  holder_name  text NOT NULL DEFAULT '',
  valid_from   date NOT NULL,
  valid_to     date,
  valid        daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to, '[)')) STORED,
  geom         geometry(MultiLineString, 4326) NOT NULL CHECK (ST_IsValid(geom)),
  geom_3857    geometry(MultiLineString, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  import_id    bigint REFERENCES import_run,
  CHECK (valid_to > valid_from),
  CONSTRAINT route_code_unique_per_period EXCLUDE USING gist (ward_id WITH =, code WITH =, valid WITH &&)
);
COMMENT ON COLUMN route.holder_name IS 'Personal data: for staff of the ward, never on a public page';

-- Whatever else a ward brings: one table, one definition file a layer.
CREATE TABLE feature (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  layer       text NOT NULL CHECK (layer ~ '^[a-z][a-z0-9_]*$'),
  source_key  text NOT NULL CHECK (source_key <> ''),
  properties  jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(properties) = 'object'),
  geom        geometry(Geometry, 4326) NOT NULL CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
  geom_3857   geometry(Geometry, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  import_id   bigint REFERENCES import_run,
  UNIQUE (ward_id, layer, source_key)
);
-- Usage: tiles of generic layers.
CREATE INDEX feature_geom_3857 ON feature USING gist (geom_3857);
-- Usage: pages of generic layers by bbox.
CREATE INDEX feature_geom ON feature USING gist (geom);
