-- The roles of the database with which web servers connect, so that each later migration lets them in again
-- (layers/web_role.py). They read and write rows; they own nothing.
CREATE TABLE web_role (
  name      name PRIMARY KEY,
  since_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE web_role IS 'A name whose role this server does not have (a restored copy) is passed over';
