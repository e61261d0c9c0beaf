-- Which run answered a question, as long as nothing that runs are made of has changed: map and board ask the
-- same again with every visit, and reading a ward's incidents only to find that out takes as long as half the run.
CREATE TABLE run_question (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id   integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  question  text NOT NULL,
  run_id    bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  UNIQUE (ward_id, question)
);
COMMENT ON COLUMN run_question.question IS 'Hash of method, settings, filter, day, code and the versions of the ward''s tables: layers/queries/run_questions.py';
-- Usage: the foreign key, when a run goes.
CREATE INDEX run_question_run ON run_question (run_id);

-- Usage: what came back where one had been closed (layers/sql/recurring_incidents.sql).
CREATE INDEX incident_closed_geom_3857 ON incident USING gist (geom_3857)
 WHERE state = ANY (ARRAY['ket_thuc', 'khac_phuc_tai_cho']);
