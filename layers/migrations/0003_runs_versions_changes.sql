-- Stored analyses, versions of layers (nothing stale is ever served), the stored grid of counts
-- and the record of every change.

CREATE TABLE run (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id       integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  method        text NOT NULL,
  parameters    jsonb NOT NULL,
  seed          bigint NOT NULL,
  input         jsonb NOT NULL,
  input_sha256  text NOT NULL,
  input_rows    integer NOT NULL,
  code_version  text NOT NULL,
  summary       jsonb NOT NULL,
  notes         jsonb NOT NULL,
  seconds       double precision NOT NULL,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (ward_id, id)
);
COMMENT ON TABLE run IS 'Everything needed to run again to the same bits: method, parameters, seed, filter, hash of the rows, code';
-- Usage: layers/analysis.py, has this very analysis been done?
CREATE UNIQUE INDEX run_same ON run (ward_id, method, md5(parameters::text), seed, md5(input::text), input_sha256, code_version);

CREATE TABLE run_cell (
  run_id       bigint NOT NULL,
  ward_id      integer NOT NULL,
  cell_no      integer NOT NULL,
  rank         integer NOT NULL,
  label        text NOT NULL DEFAULT '',
  value        double precision NOT NULL,
  expected     double precision,
  score        double precision,
  p            double precision CHECK (p > 0 AND p <= 1),
  p_adjusted   double precision CHECK (p_adjusted > 0 AND p_adjusted <= 1),
  class_code   smallint NOT NULL,
  properties   jsonb NOT NULL DEFAULT '{}',
  members      bigint[] NOT NULL DEFAULT '{}',
  geom         geometry(Geometry, 4326) NOT NULL,
  geom_3857    geometry(Geometry, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  PRIMARY KEY (run_id, cell_no),
  FOREIGN KEY (ward_id, run_id) REFERENCES run (ward_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN run_cell.members IS 'Incidents behind the figure: every figure opens its rows';

-- Moves with every write to a table, inside the writing transaction.
CREATE TABLE table_version (
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  table_name  text NOT NULL,
  version     bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (ward_id, table_name)
);

-- Incidents counted per cell of 1/64 of a zoom-14 tile, month, category, state: what low zooms draw.
CREATE TABLE incident_grid (
  ward_id        integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  cell_x         integer NOT NULL,
  cell_y         integer NOT NULL,
  month          date NOT NULL,
  field_code     text NOT NULL,
  category_code  text NOT NULL,
  state          text NOT NULL,
  is_pile_up     boolean NOT NULL,
  n              integer NOT NULL CHECK (n >= 0),
  PRIMARY KEY (ward_id, cell_x, cell_y, month, field_code, category_code, state, is_pile_up)
);

CREATE TABLE change_log (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer,
  at          timestamptz NOT NULL DEFAULT now(),
  actor       text NOT NULL,
  table_name  text NOT NULL,
  row_id      text NOT NULL,
  action      text NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
  before      jsonb,
  after       jsonb
);
-- Usage: the history of one record in its pop-up.
CREATE INDEX change_log_row ON change_log (table_name, row_id, id);
