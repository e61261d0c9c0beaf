-- Views of the map that people keep: each for oneself, or shared in the ward; and the one that the map
-- opens with for a role.
CREATE TABLE saved_view (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  owner_id    integer NOT NULL REFERENCES "user" ON DELETE CASCADE,
  name        text NOT NULL CHECK (btrim(name) <> '' AND length(name) <= 80),
  query       text NOT NULL CHECK (length(query) <= 4000),
  is_shared   boolean NOT NULL DEFAULT false,
  changed_at  timestamptz NOT NULL DEFAULT now(),
  deleted_at  timestamptz,
  UNIQUE (ward_id, id)
);
COMMENT ON COLUMN saved_view.query IS 'The address of the map without ward and language; without from and to: the newest period';
COMMENT ON COLUMN saved_view.deleted_at IS 'Hidden at once, restorable for 30 days, then purged';
-- Usage: nobody has two views of one name; the list of views of a ward.
CREATE UNIQUE INDEX saved_view_name ON saved_view (ward_id, owner_id, lower(name)) WHERE deleted_at IS NULL;

CREATE TABLE saved_view_default (
  ward_id  integer NOT NULL,
  role     text NOT NULL CHECK (role IN ('viewer', 'inspector', 'supervisor', 'admin')),
  view_id  bigint NOT NULL,
  set_by   text NOT NULL,
  set_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (ward_id, role),
  FOREIGN KEY (ward_id, view_id) REFERENCES saved_view (ward_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE saved_view_default IS 'Which view the map opens with for a role; it counts while the view is shared and not deleted';
