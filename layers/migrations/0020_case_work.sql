-- Case work of incidents: which move leads from which state to which (data, not code), what happened in a
-- case as dated events, who handles it, what holds it up, and by when something is due.

-- How many days a case may stand in a state before it is overdue; a ward may have its own. Working
-- habits of an office, not periods of law: those depend on the act and are for a person to look up.
ALTER TABLE incident_state ADD COLUMN due_days smallint CHECK (due_days > 0);
UPDATE incident_state AS s SET due_days = d.days
  FROM (VALUES ('phat_hien', 3), ('nhac_nho', 7), ('lap_bien_ban', 7), ('quyet_dinh', 10), ('thi_hanh', 30),
               ('da_khac_phuc', 5), ('kiem_tra_lai', 3)) AS d (code, days)
 WHERE d.code = s.code;

CREATE TABLE incident_deadline (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  state_code  text NOT NULL REFERENCES incident_state,
  due_days    smallint NOT NULL CHECK (due_days BETWEEN 1 AND 3650),
  UNIQUE (ward_id, state_code)
);
COMMENT ON TABLE incident_deadline IS 'Days in a state before a case is overdue, where a ward has its own';

-- The moves that there are. Whatever is not here is refused by the database (layers/functions/55_case_work.sql).
CREATE TABLE incident_move (
  from_state    text NOT NULL REFERENCES incident_state,
  to_state      text NOT NULL REFERENCES incident_state,
  least_role    text NOT NULL DEFAULT 'inspector' CHECK (least_role IN ('inspector', 'supervisor', 'admin')),
  needs_reason  boolean NOT NULL DEFAULT false,
  needs_proof   boolean NOT NULL DEFAULT false,
  needs_other   boolean NOT NULL DEFAULT false,
  PRIMARY KEY (from_state, to_state),
  CHECK (from_state <> to_state)
);
COMMENT ON COLUMN incident_move.needs_proof IS 'A re-check, or a photo that shows the remedy, since it last stood as a violation';
COMMENT ON COLUMN incident_move.needs_other IS 'By somebody who has never handled the case';

INSERT INTO incident_move (from_state, to_state, least_role, needs_reason, needs_proof, needs_other) VALUES
  ('phat_hien', 'nhac_nho', 'inspector', false, false, false),
  ('phat_hien', 'lap_bien_ban', 'inspector', true, false, false),
  ('nhac_nho', 'khac_phuc_tai_cho', 'inspector', true, false, false),
  ('nhac_nho', 'lap_bien_ban', 'inspector', true, false, false),
  ('lap_bien_ban', 'quyet_dinh', 'supervisor', true, false, false),
  ('quyet_dinh', 'thi_hanh', 'inspector', false, false, false),
  ('thi_hanh', 'da_khac_phuc', 'inspector', false, false, false),
  -- What was put right is looked at again, and closed by somebody else; or it was not put right after all.
  ('da_khac_phuc', 'kiem_tra_lai', 'inspector', true, false, false),
  ('khac_phuc_tai_cho', 'kiem_tra_lai', 'inspector', true, false, false),
  ('khac_phuc_tai_cho', 'ket_thuc', 'inspector', true, true, true),
  ('da_khac_phuc', 'ket_thuc', 'inspector', true, true, true),
  ('kiem_tra_lai', 'ket_thuc', 'inspector', true, true, true),
  ('kiem_tra_lai', 'nhac_nho', 'inspector', true, false, false),
  ('kiem_tra_lai', 'lap_bien_ban', 'inspector', true, false, false),
  ('kiem_tra_lai', 'thi_hanh', 'inspector', true, false, false);
-- Side exits: a supervisor's, with the reason.
INSERT INTO incident_move (from_state, to_state, least_role, needs_reason)
SELECT s.code, t.code, 'supervisor', true
  FROM incident_state AS s CROSS JOIN incident_state AS t
 WHERE t.code IN ('chuyen_co_quan', 'khong_du_can_cu', 'huy')
   AND (s.code IN ('phat_hien', 'nhac_nho', 'lap_bien_ban')
        OR (s.code IN ('quyet_dinh', 'thi_hanh') AND t.code <> 'khong_du_can_cu'));

-- What happened in a case. Written by triggers only, never changed. No foreign key to the incident: what was
-- done stays known, and an incident in which something was done is not removed (case_stays).
CREATE TABLE incident_event (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  incident_id  bigint NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('arrived', 'move', 'undo', 'handler', 'due', 'blocked', 'measure',
                                             'photo', 'recurrence')),
  from_state   text REFERENCES incident_state,
  to_state     text REFERENCES incident_state,
  actor        text NOT NULL,
  at           timestamptz NOT NULL DEFAULT now(),
  reason       text NOT NULL DEFAULT '',
  undoes       bigint UNIQUE REFERENCES incident_event,
  photo_id     bigint,
  details      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
  CHECK ((kind IN ('move', 'undo')) = (from_state IS NOT NULL)),
  CHECK ((kind IN ('arrived', 'move', 'undo')) = (to_state IS NOT NULL)),
  CHECK ((kind = 'undo') = (undoes IS NOT NULL))
);
COMMENT ON TABLE incident_event IS 'An incident that came with an import and in which nothing was done has no event: its import says when it came';
-- Usage: the history of a case; the newest move of it.
CREATE INDEX incident_event_case ON incident_event (incident_id, id);
-- Usage: the foreign key, when a ward goes.
CREATE INDEX incident_event_ward ON incident_event (ward_id, id);

-- What stands of a case beside its state: one row only where something was done.
CREATE TABLE incident_case (
  incident_id  bigint PRIMARY KEY,
  ward_id      integer NOT NULL,
  handler      text CHECK (handler <> ''),
  since_at     timestamptz,
  due_on       date,
  blocked_by   text NOT NULL DEFAULT '' CHECK (length(blocked_by) <= 500),
  version      bigint NOT NULL DEFAULT 0,
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN incident_case.handler IS 'Login of who handles it; who takes the first step does, until somebody is named';
COMMENT ON COLUMN incident_case.since_at IS 'When it came into its state; NULL: no move yet, since it occurred';
COMMENT ON COLUMN incident_case.due_on IS 'A day that a person set, for the state it is in; NULL: by the days of the state';
COMMENT ON COLUMN incident_case.version IS 'The newest event of the case: what a change begins from';
-- Usage: the list of cases, by handler; the foreign key.
CREATE INDEX incident_case_ward ON incident_case (ward_id, incident_id);

-- What was changed before cases had events is in the change log: each change of state becomes an event.
INSERT INTO incident_event (ward_id, incident_id, kind, from_state, to_state, actor, at, reason, details)
SELECT i.ward_id, i.id, 'move', c.before ->> 'state', c.after ->> 'state', c.actor, c.at,
       coalesce((SELECT e.reason FROM edit AS e WHERE e.changes @> ARRAY[c.id] LIMIT 1), ''),
       jsonb_build_object('from_log', c.id)
  FROM change_log AS c
  JOIN incident AS i ON c.row_id = i.id::text
 WHERE c.table_name = 'incident' AND c.action = 'update'
   AND c.before ->> 'state' IS DISTINCT FROM c.after ->> 'state'
   AND c.before ->> 'state' IS NOT NULL AND c.after ->> 'state' IS NOT NULL
 ORDER BY c.id;
INSERT INTO incident_case (incident_id, ward_id, handler, since_at, version)
SELECT e.incident_id, e.ward_id, (array_agg(e.actor ORDER BY e.id))[1], max(e.at), max(e.id)
  FROM incident_event AS e GROUP BY 1, 2;
