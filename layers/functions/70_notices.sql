-- News for notices: which incidents and findings came to be, and a job that tells of them.

-- Ask for the job unless one waits that will begin after us: the waiting one is locked until we commit,
-- and a worker takes no locked job, so that it surely sees what we write.
CREATE OR REPLACE FUNCTION ask_for_notices(for_ward integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM job WHERE job.ward_id = for_ward AND job.kind = 'notices' AND job.state = 'queued'
    LIMIT 1 FOR SHARE SKIP LOCKED;
  IF NOT FOUND THEN
    INSERT INTO job (ward_id, kind, created_by) VALUES (for_ward, 'notices', 'notices');
  END IF;
  PERFORM pg_notify('diemnong_job', '');
END $$;

-- Runs of neighbouring ids stand as one row, so that a load of a million rows writes few.
CREATE OR REPLACE FUNCTION keep_notice_news() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_ward integer;
BEGIN
  IF NOT EXISTS (SELECT FROM subscription) THEN
    RETURN NULL;
  END IF;
  FOR of_ward IN
    WITH kept AS (
      INSERT INTO notice_news (ward_id, what, first_id, last_id)
      SELECT ward_id, TG_ARGV[0], min(id), max(id)
        FROM (SELECT t.ward_id, t.id, t.id - row_number() OVER (PARTITION BY t.ward_id ORDER BY t.id) AS island
                FROM new_rows AS t
               WHERE t.ward_id IN (SELECT s.ward_id FROM subscription AS s WHERE s.deleted_at IS NULL)) AS numbered
       GROUP BY ward_id, island
      RETURNING ward_id)
    SELECT DISTINCT ward_id FROM kept
  LOOP
    PERFORM ask_for_notices(of_ward);
  END LOOP;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS notice_news ON incident;
CREATE TRIGGER notice_news AFTER INSERT ON incident REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_notice_news('incident');
DROP TRIGGER IF EXISTS notice_news ON watch_finding;
CREATE TRIGGER notice_news AFTER INSERT ON watch_finding REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_notice_news('finding');
