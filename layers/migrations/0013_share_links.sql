-- Links to a view for people without an account: whoever has the token sees the map as the link says.

CREATE TABLE share_link (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id       integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  token_hash    bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  role          text NOT NULL CHECK (role IN ('public', 'viewer', 'inspector', 'supervisor', 'admin')),
  is_redacted   boolean NOT NULL,
  is_locked     boolean NOT NULL,
  view          jsonb NOT NULL CHECK (jsonb_typeof(view) = 'object'),
  origins       text[] NOT NULL DEFAULT '{}',
  note          text NOT NULL DEFAULT '' CHECK (length(note) <= 300),
  ends_on       date NOT NULL,
  made_by       integer NOT NULL REFERENCES "user" ON DELETE CASCADE,
  made_at       timestamptz NOT NULL DEFAULT now(),
  uses          bigint NOT NULL DEFAULT 0 CHECK (uses >= 0),
  last_used_at  timestamptz,
  revoked_at    timestamptz,
  revoked_by    text,
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
COMMENT ON COLUMN share_link.token_hash IS 'SHA-256 of the token; the token itself is told once, to its maker';
COMMENT ON COLUMN share_link.ends_on IS 'The last day on which the link opens';
COMMENT ON COLUMN share_link.origins IS 'Sites that may show the view in a frame; empty: none';
-- Usage: layers/queries/shares.py, the links of a ward, newest first.
CREATE INDEX share_link_of_ward ON share_link (ward_id, id DESC);
