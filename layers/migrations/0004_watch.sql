-- What the nightly watch has found: each once, with its reason, until somebody has seen it.

CREATE TABLE watch_finding (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id   integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  method    text NOT NULL,
  run_id    bigint NOT NULL,
  cell_no   integer NOT NULL,
  reason    jsonb NOT NULL,
  geom      geometry(Point, 4326) NOT NULL,
  found_on  date NOT NULL,
  last_on   date NOT NULL CHECK (last_on >= found_on),
  found_at  timestamptz NOT NULL DEFAULT now(),
  seen_at   timestamptz,
  seen_by   text,
  CHECK ((seen_at IS NULL) = (seen_by IS NULL)),
  FOREIGN KEY (ward_id, run_id) REFERENCES run (ward_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN watch_finding.last_on IS 'The last watch that still found it; found anew only after a pause';
-- Usage: layers/queries/watch.py, what nobody has seen yet.
CREATE INDEX watch_finding_unseen ON watch_finding (ward_id, id DESC) WHERE seen_at IS NULL;
-- Usage: layers/queries/watch.py, is this the one of the last nights?
CREATE INDEX watch_finding_lately ON watch_finding (ward_id, method, last_on);
