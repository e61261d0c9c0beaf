-- Rounds (đợt) as a register: who went, regular or surprise, which fields, lane by lane what was found.
-- A surprise round is hidden until it is done; what is done about that stands in functions/48_rounds.sql.

ALTER TABLE inspection_round
  ADD COLUMN body_kind     text NOT NULL DEFAULT 'khac'
             CHECK (body_kind IN ('mttq', 'hdnd', 'cong_an', 'ubnd', 'chi_bo', 'khac')),
  ADD COLUMN kind          text NOT NULL DEFAULT 'thuong_xuyen' CHECK (kind IN ('thuong_xuyen', 'dot_xuat')),
  ADD COLUMN state         text NOT NULL DEFAULT 'xong' CHECK (state IN ('du_kien', 'dang_di', 'xong', 'huy')),
  ADD COLUMN covers_ttdt   boolean NOT NULL DEFAULT false,
  ADD COLUMN covers_ttxd   boolean NOT NULL DEFAULT false,
  ADD COLUMN covers_vsmt   boolean NOT NULL DEFAULT false,
  ADD COLUMN members       text[] NOT NULL DEFAULT '{}',
  ADD COLUMN nothing_found boolean NOT NULL DEFAULT false,
  ADD COLUMN findings      text NOT NULL DEFAULT '',
  ADD COLUMN version       integer NOT NULL DEFAULT 1,
  ADD COLUMN created_at    timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN created_by    text NOT NULL DEFAULT coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database'),
  ADD COLUMN updated_at    timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN updated_by    text NOT NULL DEFAULT coalesce(nullif(current_setting('diemnong.actor', true), ''), 'database'),
  ADD COLUMN deleted_at    timestamptz;
COMMENT ON COLUMN inspection_round.members IS 'Sign-in names; a surprise round that is not done is seen by them and its maker only';
COMMENT ON COLUMN inspection_round.nothing_found IS 'Somebody went and found nothing wrong: a record, not a gap';

UPDATE inspection_round AS r
   SET body_kind = CASE WHEN body ILIKE '%mttq%' OR body ILIKE '%mặt trận%' THEN 'mttq'
                        WHEN body ILIKE '%hđnd%' OR body ILIKE '%hội đồng%' THEN 'hdnd'
                        WHEN body ILIKE '%công an%' THEN 'cong_an'
                        WHEN body ILIKE '%ubnd%' OR body ILIKE '%ủy ban nhân dân%' THEN 'ubnd'
                        WHEN body ILIKE '%chi bộ%' THEN 'chi_bo' ELSE 'khac' END,
       covers_ttdt = EXISTS (SELECT FROM inspection_round_field AS f WHERE f.round_id = r.id AND f.field_code = 'ttdt'),
       covers_ttxd = EXISTS (SELECT FROM inspection_round_field AS f WHERE f.round_id = r.id AND f.field_code = 'ttxd'),
       covers_vsmt = EXISTS (SELECT FROM inspection_round_field AS f WHERE f.round_id = r.id AND f.field_code = 'vsmt');

-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX inspection_round_list ON inspection_round (ward_id, started_on) WHERE deleted_at IS NULL;

-- Lane by lane: that it was walked, and what was found there, also that nothing was.
CREATE TABLE inspection_round_lane (
  round_id  bigint NOT NULL,
  lane_id   bigint NOT NULL,
  ward_id   integer NOT NULL,
  finding   text NOT NULL DEFAULT 'khong_ghi' CHECK (finding IN ('khong_ghi', 'khong_phat_hien', 'co_vi_pham')),
  note      text NOT NULL DEFAULT '',
  PRIMARY KEY (round_id, lane_id),
  FOREIGN KEY (ward_id, round_id) REFERENCES inspection_round (ward_id, id) ON DELETE CASCADE,
  FOREIGN KEY (ward_id, lane_id) REFERENCES lane (ward_id, id) ON DELETE CASCADE
);

-- While a surprise round is hidden its incidents are linked here and not in incident.round_id, so that
-- nothing that reads incidents can give the round away.
CREATE TABLE surprise_incident (
  incident_id  bigint PRIMARY KEY,
  round_id     bigint NOT NULL,
  ward_id      integer NOT NULL,
  FOREIGN KEY (ward_id, incident_id) REFERENCES incident (ward_id, id) ON DELETE CASCADE,
  FOREIGN KEY (ward_id, round_id) REFERENCES inspection_round (ward_id, id) ON DELETE CASCADE
);
-- Usage: layers/rounds/reading.py, the incidents of a hidden round; moved when it is done.
CREATE INDEX surprise_incident_round ON surprise_incident (round_id);
