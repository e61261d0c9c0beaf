-- Reminders and commitments are corrected and taken back: the version under which somebody saw one, and
-- since when it is no measure of its case any more. Earlier wordings stand in the change log.

ALTER TABLE incident_measure
  ADD COLUMN version     integer NOT NULL DEFAULT 1,
  ADD COLUMN removed_at  timestamptz,
  ADD COLUMN removed_by  text;
COMMENT ON COLUMN incident_measure.removed_at IS 'Taken back; it can be brought back, and counts nowhere until then';
