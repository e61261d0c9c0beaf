-- What belongs to a case beside its moves: reminders and signed commitments, what people say to each other,
-- photos, and the earlier case that came back.

CREATE TABLE incident_measure (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id         integer NOT NULL,
  incident_id     bigint NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('reminder', 'commitment')),
  on_day          date NOT NULL,
  note            text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  promised_until  date,
  outcome         text NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'kept', 'broken')),
  actor           text NOT NULL,
  at              timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id) ON DELETE CASCADE,
  CHECK (promised_until IS NULL OR (kind = 'commitment' AND promised_until >= on_day))
);
COMMENT ON TABLE incident_measure IS 'What was done about a case before sanctions: nhắc nhở, cam kết có ký';
-- Usage: the page of a case; the foreign key.
CREATE INDEX incident_measure_case ON incident_measure (incident_id, id);

CREATE TABLE incident_comment (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL,
  incident_id  bigint NOT NULL,
  author       text NOT NULL,
  body         text NOT NULL CHECK (btrim(body) <> '' AND length(body) <= 4000),
  at           timestamptz NOT NULL DEFAULT now(),
  version      integer NOT NULL DEFAULT 1,
  removed_at   timestamptz,
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE incident_comment IS 'Earlier wordings stand in the change log';
-- Usage: the page of a case; the foreign key.
CREATE INDEX incident_comment_case ON incident_comment (incident_id, id);

CREATE TABLE incident_photo (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id       integer NOT NULL,
  incident_id   bigint NOT NULL,
  shows         text NOT NULL CHECK (shows IN ('violation', 'remedied')),
  caption       text NOT NULL DEFAULT '' CHECK (length(caption) <= 200),
  sha256        text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  width         integer NOT NULL CHECK (width > 0),
  height        integer NOT NULL CHECK (height > 0),
  bytes         integer NOT NULL CHECK (bytes > 0),
  shared_sha256 text CHECK (shared_sha256 ~ '^[0-9a-f]{64}$'),
  blurs         jsonb NOT NULL DEFAULT '[]',
  added_by      text NOT NULL,
  added_at      timestamptz NOT NULL DEFAULT now(),
  withdrawn_by  text,
  withdrawn_at  timestamptz,
  CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL)),
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE incident_photo IS 'The picture lies in the file store under its hash, without metadata; personal data: for staff of the ward';
COMMENT ON COLUMN incident_photo.shared_sha256 IS 'The pixelated picture: the only one that may be shared';
-- Usage: the page of a case; the foreign key.
CREATE INDEX incident_photo_case ON incident_photo (incident_id, id);

CREATE TABLE incident_recurrence (
  incident_id  bigint PRIMARY KEY,
  ward_id      integer NOT NULL,
  earlier_id   bigint NOT NULL,
  linked_by    text NOT NULL,
  at           timestamptz NOT NULL DEFAULT now(),
  CHECK (incident_id <> earlier_id),
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id) ON DELETE CASCADE,
  FOREIGN KEY (ward_id, earlier_id) REFERENCES incident (ward_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE incident_recurrence IS 'A case that a person found to be the return of an earlier, closed one; each has one predecessor';
-- Usage: what came back of a case; the foreign key.
CREATE INDEX incident_recurrence_earlier ON incident_recurrence (earlier_id);
