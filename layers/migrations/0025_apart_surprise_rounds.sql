-- Two hidden rounds may hold one incident: were it refused, or left out, the one would tell of the other.
-- Whichever is done first gets it (functions/35_rounds.sql).
ALTER TABLE surprise_incident DROP CONSTRAINT surprise_incident_pkey;
ALTER TABLE surprise_incident ADD PRIMARY KEY (round_id, incident_id);
-- The key does what this did.
DROP INDEX surprise_incident_round;
-- Usage: the foreign key, when an incident goes.
CREATE INDEX surprise_incident_incident ON surprise_incident (incident_id);
