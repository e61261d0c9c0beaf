-- Work that takes longer than a blink: asked for here, done by a worker, told here. The record outlives
-- every process that touches it.

CREATE TABLE job (
  id                   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id              integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  kind                 text NOT NULL,
  arguments            jsonb NOT NULL DEFAULT '{}',
  state                text NOT NULL DEFAULT 'queued'
                         CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  stage                jsonb NOT NULL DEFAULT '{"vi": "", "en": ""}',
  fraction             double precision NOT NULL DEFAULT 0 CHECK (fraction BETWEEN 0 AND 1),
  result               jsonb,
  error                jsonb,
  tries                smallint NOT NULL DEFAULT 0 CHECK (tries >= 0),
  worker               text,
  lease_until          timestamptz,
  cancel_requested_at  timestamptz,
  cancelled_by         text,
  created_by           text NOT NULL,
  created_at           timestamptz NOT NULL DEFAULT now(),
  started_at           timestamptz,
  ended_at             timestamptz,
  CHECK ((state = 'running') = (lease_until IS NOT NULL)),
  CHECK ((state = 'running') = (worker IS NOT NULL)),
  CHECK ((state = 'done') = (result IS NOT NULL)),
  CHECK ((state = 'failed') = (error IS NOT NULL)),
  CHECK ((state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL))
);
COMMENT ON COLUMN job.tries IS 'How often somebody has begun it; a job whose process dies is begun once more, not twice';
COMMENT ON COLUMN job.lease_until IS 'Moved on by the worker while it lives; a running job past it is nobody''s';
-- Usage: layers/queries/job_claims.py, the oldest job that waits.
CREATE INDEX job_waiting ON job (id) WHERE state = 'queued';
-- Usage: layers/queries/job_claims.py, running jobs of one worker, and those that nobody holds any more.
CREATE INDEX job_running ON job (worker) WHERE state = 'running';
-- Usage: layers/queries/jobs.py, the newest jobs of a ward.
CREATE INDEX job_of_ward ON job (ward_id, id DESC);
