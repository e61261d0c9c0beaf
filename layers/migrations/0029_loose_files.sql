-- Files that no photo shows any more: kept for the days in which one can think again, then removed
-- from the disk (layers/loose_files.py). Triggers of functions/56_case_page.sql write them down.
CREATE TABLE loose_file (
  sha256       text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  loose_since  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE loose_file IS 'Files of withdrawn or deleted photos and of earlier pixelated copies, still on the disk';

INSERT INTO loose_file (sha256, loose_since)
SELECT each.sha256, max(p.withdrawn_at)
  FROM incident_photo AS p CROSS JOIN LATERAL (VALUES (p.sha256), (p.shared_sha256)) AS each (sha256)
 WHERE p.withdrawn_at IS NOT NULL AND each.sha256 IS NOT NULL
 GROUP BY each.sha256;
