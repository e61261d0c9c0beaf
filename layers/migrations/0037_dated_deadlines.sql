-- The days that a case may stand in a state are dated: a case goes by those in force on the day it came into
-- its state, so that a change never moves a day that is set already. What a ward had until now holds since ever.
ALTER TABLE incident_deadline
  ADD COLUMN valid_from  date NOT NULL DEFAULT '0001-01-01',
  ADD COLUMN reason      text NOT NULL DEFAULT '',
  ADD COLUMN made_by     text NOT NULL DEFAULT '',
  ADD COLUMN made_at     timestamptz NOT NULL DEFAULT now();
ALTER TABLE incident_deadline
  DROP CONSTRAINT incident_deadline_ward_id_state_code_key,
  ADD CONSTRAINT incident_deadline_since UNIQUE (ward_id, state_code, valid_from);
COMMENT ON COLUMN incident_deadline.valid_from IS 'For cases that come into the state on this day or later, until the next version';
