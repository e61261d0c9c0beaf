-- While an edition of a report is being frozen nobody writes into it, and all that was confirmed before
-- stands in it. Who writes into a draft holds a shared lock of the edition to the end of the transaction;
-- who freezes it (layers/reports/freezing.py) holds it alone, taken before the state to be frozen is read.
-- A lock of PostgreSQL, and no mark in a row: it is gone the moment its session dies.

CREATE FUNCTION report_lock(of_edition bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended('edition of a report ' || of_edition, 0)
$$;

-- Refuse a write into an edition that is frozen, or being frozen by another session: who freezes it says so in
-- diemnong.freezing, because a lock that others wait for is not given twice to who has it. The row is locked as
-- well: a transaction with an old view of it fails, and one that only says it freezes waits for who does.
CREATE FUNCTION require_open_report(of_edition bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz;
BEGIN
  IF coalesce(current_setting('diemnong.freezing', true), '') <> of_edition::text
     AND NOT pg_try_advisory_xact_lock_shared(report_lock(of_edition)) THEN
    RAISE EXCEPTION 'edition % of a report is being frozen', of_edition USING ERRCODE = 'lock_not_available';
  END IF;
  SELECT frozen_at INTO at FROM report_edition WHERE id = of_edition FOR SHARE;
  IF at IS NOT NULL THEN
    RAISE EXCEPTION 'edition % of a report is frozen', of_edition USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION refuse_frozen_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'report_edition' THEN
    IF OLD.frozen_at IS NOT NULL THEN
      RAISE EXCEPTION 'edition % of a report is frozen', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM require_open_report(OLD.id);
  ELSE
    IF TG_OP <> 'INSERT' THEN
      PERFORM require_open_report(OLD.edition_id);
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.edition_id <> OLD.edition_id THEN
      PERFORM require_open_report(NEW.edition_id);
    END IF;
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- Rows come by the hundred thousand: one look a statement, not one a row.
CREATE FUNCTION refuse_frozen_report_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM require_open_report(edition_id) FROM (SELECT DISTINCT edition_id FROM old_rows) AS touched;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM require_open_report(edition_id) FROM (SELECT DISTINCT edition_id FROM new_rows) AS touched;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER report_row_is_final ON report_row;
CREATE TRIGGER report_row_insert_is_final AFTER INSERT ON report_row
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_report_rows();
CREATE TRIGGER report_row_update_is_final AFTER UPDATE ON report_row
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_report_rows();
CREATE TRIGGER report_row_delete_is_final AFTER DELETE ON report_row
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_frozen_report_rows();

-- Usage: layers/queries/jobs.py newest_about, on each page of a draft.
CREATE INDEX job_that_freezes ON job (ward_id, id DESC) WHERE kind = 'freeze_report';
