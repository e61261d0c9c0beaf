-- How notices reach people outside of the pages: a feed under a secret address, and e-mail.

CREATE TABLE notice_reader (
  user_id        integer PRIMARY KEY REFERENCES "user" ON DELETE CASCADE,
  uid            uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  language       text NOT NULL DEFAULT 'vi' CHECK (language IN ('vi', 'en')),
  feed_hash      bytea UNIQUE CHECK (octet_length(feed_hash) = 32),
  feed_made_at   timestamptz,
  address        text NOT NULL DEFAULT '' CHECK (length(address) <= 254),
  confirmed_at   timestamptz,
  confirm_hash   bytea UNIQUE CHECK (octet_length(confirm_hash) = 32),
  confirm_until  timestamptz,
  CHECK ((feed_hash IS NULL) = (feed_made_at IS NULL)),
  CHECK (confirmed_at IS NULL OR address <> '')
);
COMMENT ON COLUMN notice_reader.uid IS 'The name of the feed: stays as it is';
COMMENT ON COLUMN notice_reader.feed_hash IS 'SHA-256 of the token in the address of the feed; the token is told once';
COMMENT ON COLUMN notice_reader.address IS 'Personal data: where mails go once its owner has confirmed it';

CREATE TABLE notice_mail (
  id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id           integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  user_id           integer NOT NULL REFERENCES "user" ON DELETE CASCADE,
  kind              text NOT NULL CHECK (kind IN ('notices', 'confirm')),
  address           text NOT NULL CHECK (address <> ''),
  uid               uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  state             text NOT NULL DEFAULT 'waiting'
                    CHECK (state IN ('waiting', 'sending', 'sent', 'unsure', 'failed', 'dropped')),
  tries             smallint NOT NULL DEFAULT 0,
  next_try_at       timestamptz NOT NULL DEFAULT now(),
  error             text NOT NULL DEFAULT '',
  unsubscribe_hash  bytea UNIQUE CHECK (octet_length(unsubscribe_hash) = 32),
  made_at           timestamptz NOT NULL DEFAULT now(),
  ended_at          timestamptz
);
COMMENT ON COLUMN notice_mail.state IS
  'unsure: cut short while the server took it, so it may have arrived, and is not sent again; dropped: its reader may no longer see it';
COMMENT ON COLUMN notice_mail.uid IS 'Its Message-ID: the same for every try';
-- Usage: layers/notices/mail_queue.py, what waits to be sent.
CREATE INDEX notice_mail_waiting ON notice_mail (next_try_at) WHERE state IN ('waiting', 'sending');
-- Usage: layers/notices/mail_queue.py, how many went out in the last hour, and to one person lately.
CREATE INDEX notice_mail_made ON notice_mail (made_at);
-- Usage: layers/notices/mail_queue.py, what was told and not yet mailed.
CREATE INDEX notice_unmailed ON notice (ward_id, told_at) WHERE mail_id IS NULL;
