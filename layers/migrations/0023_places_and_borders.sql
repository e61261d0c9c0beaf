-- Places (điểm) with their rule, who confirmed them, and their states as dated events; what was done
-- there; border areas that two units own together, and their joint operations.
-- What the database holds about the events stands in functions/36_places.sql.

ALTER TABLE place
  ADD COLUMN radius_m      double precision NOT NULL DEFAULT 10 CHECK (radius_m > 0 AND radius_m <= 500),
  ADD COLUMN stable_days   integer NOT NULL DEFAULT 30 CHECK (stable_days BETWEEN 1 AND 365),
  ADD COLUMN rule_vi       text NOT NULL DEFAULT '',
  ADD COLUMN rule_en       text NOT NULL DEFAULT '',
  ADD COLUMN confirmed_by  text NOT NULL DEFAULT '',
  ADD COLUMN confirmed_on  date,
  ADD COLUMN note          text NOT NULL DEFAULT '';
COMMENT ON COLUMN place.stable_days IS 'So many days without an incident make it stable';
COMMENT ON COLUMN place.rule_vi IS 'By which rule it is a place where things recur, in the words of the run that found it';

CREATE TABLE place_event (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id      integer NOT NULL,
  place_id     bigint NOT NULL,
  from_state   text,
  to_state     text NOT NULL
               CHECK (to_state IN ('watched', 'repeat', 'hot', 'clearing', 'stable', 'removed', 'relapsed')),
  happened_on  date NOT NULL,
  reason       text NOT NULL DEFAULT '',
  actor        text NOT NULL,
  at           timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (ward_id, place_id) REFERENCES place (ward_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE place_event IS 'The states of a place as dated events: only ever added to; place.state is that of the newest';
-- Usage: the history of a place.
CREATE INDEX place_event_place ON place_event (place_id, id);

INSERT INTO place_event (ward_id, place_id, to_state, happened_on, reason, actor)
SELECT place.ward_id, place.id, place.state,
       coalesce((SELECT min(occurred_on) FROM incident WHERE incident.place_id = place.id), current_date),
       'trước khi có lịch sử trạng thái · before states had a history', 'migration'
  FROM place;

-- What every row has that people keep: a place in a ward, the optimistic lock, who and when. Tables of
-- registers are made LIKE it; a foreign key is not copied by that, and so stands in each of them.
CREATE TABLE kept_row (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer NOT NULL,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  created_by  text NOT NULL,
  updated_at  timestamptz NOT NULL DEFAULT now(),
  updated_by  text NOT NULL,
  deleted_at  timestamptz,
  UNIQUE (ward_id, id)
);
COMMENT ON TABLE kept_row IS 'Holds no rows: the columns that the tables of registers begin with';

CREATE TABLE register_place_action (
  LIKE kept_row INCLUDING ALL,
  acted_on  date NOT NULL,
  place_id  bigint NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('tuyen_truyen', 'ra_quan', 'xu_phat', 'chot_truc', 'cai_tao', 'khac')),
  what      text NOT NULL DEFAULT '' CHECK (what <> ''),
  unit      text NOT NULL DEFAULT '' CHECK (unit <> ''),
  result    text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, place_id) REFERENCES place (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_place_action_list ON register_place_action (ward_id, acted_on)
  WHERE deleted_at IS NULL;

CREATE TABLE register_border_area (
  LIKE kept_row INCLUDING ALL,
  name         text NOT NULL DEFAULT '' CHECK (name <> ''),
  first_id     bigint NOT NULL,
  second_id    bigint,
  width_m      integer NOT NULL CHECK (width_m >= 1 AND width_m <= 500),
  first_unit   text NOT NULL DEFAULT '' CHECK (first_unit <> ''),
  second_unit  text NOT NULL DEFAULT '' CHECK (second_unit <> ''),
  acts_first   text NOT NULL CHECK (acts_first IN ('thu_nhat', 'thu_hai', 'ai_thay', 'cung')),
  state        text NOT NULL CHECK (state IN ('moi', 'phoi_hop', 'on_dinh', 'thoi')),
  agreement    text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, first_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id, second_id) REFERENCES area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_border_area_list ON register_border_area (ward_id, name)
  WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX register_border_area_name ON register_border_area (ward_id, name)
  WHERE deleted_at IS NULL;

CREATE TABLE register_joint_operation (
  LIKE kept_row INCLUDING ALL,
  held_on    date NOT NULL,
  border_id  bigint NOT NULL,
  led_by     text NOT NULL DEFAULT '' CHECK (led_by <> ''),
  with_unit  text NOT NULL DEFAULT '' CHECK (with_unit <> ''),
  people     integer NOT NULL CHECK (people >= 1 AND people <= 10000),
  handled    integer NOT NULL CHECK (handled >= 0 AND handled <= 10000),
  result     text NOT NULL DEFAULT '',
  FOREIGN KEY (ward_id, border_id) REFERENCES register_border_area (ward_id, id),
  FOREIGN KEY (ward_id) REFERENCES ward ON DELETE CASCADE
);
-- Usage: layers/registers/listing.py, the rows of a ward in a period.
CREATE INDEX register_joint_operation_list ON register_joint_operation (ward_id, held_on)
  WHERE deleted_at IS NULL;
