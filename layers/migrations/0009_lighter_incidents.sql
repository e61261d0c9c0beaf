-- Incidents come by the million: what is written with each of them is only what somebody asks for.

-- A category belongs to one field and exists only in one that there is: asked once, not twice.
ALTER TABLE incident DROP CONSTRAINT incident_field_code_fkey;

-- Most incidents are of no round and no place, and many on no lane: those are never looked up by it.
DROP INDEX incident_round, incident_lane, incident_group, incident_place;
-- Usage: incidents found in a round.
CREATE INDEX incident_round ON incident (round_id) WHERE round_id IS NOT NULL;
-- Usage: incidents of a lane.
CREATE INDEX incident_lane ON incident (lane_id) WHERE lane_id IS NOT NULL;
-- Usage: incidents of a resident group.
CREATE INDEX incident_group ON incident (group_id) WHERE group_id IS NOT NULL;
-- Usage: history of a place.
CREATE INDEX incident_place ON incident (place_id) WHERE place_id IS NOT NULL;
