-- Nothing that was noted on a lane goes silently with it: whoever removes or merges a lane says what
-- becomes of the notes of rounds and of upgrades that were taken away (layers/rounds/lane_notes.py).
ALTER TABLE inspection_round_lane
  DROP CONSTRAINT inspection_round_lane_ward_id_lane_id_fkey,
  ADD CONSTRAINT inspection_round_lane_ward_id_lane_id_fkey FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id);
ALTER TABLE lane_project
  DROP CONSTRAINT lane_project_ward_id_lane_id_fkey,
  ADD CONSTRAINT lane_project_ward_id_lane_id_fkey FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id);

-- Usage: layers/rounds/lane_notes.py, what rounds noted on one lane; the check above.
CREATE INDEX inspection_round_lane_lane ON inspection_round_lane (lane_id);
