-- A state of a place that was taken by mistake is taken back by an event of its own, each at most once.
ALTER TABLE place_event
  ADD COLUMN undoes bigint UNIQUE REFERENCES place_event ON DELETE CASCADE,
  ADD CHECK (undoes <> id);
COMMENT ON COLUMN place_event.undoes IS 'The event that this one takes back; both stay in the history and stand no more';
