-- Notices: what people want to be told of, what is waiting to be looked through, and what they were told.

CREATE TABLE subscription (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  owner_id    integer NOT NULL REFERENCES "user" ON DELETE CASCADE,
  name        text NOT NULL CHECK (btrim(name) <> '' AND length(name) <= 80),
  rules       text[] NOT NULL CHECK (cardinality(rules) > 0),
  filter      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(filter) = 'object'),
  every       text NOT NULL DEFAULT 'once' CHECK (every IN ('once', 'day', 'week')),
  by_mail     boolean NOT NULL DEFAULT false,
  made_at     timestamptz NOT NULL DEFAULT now(),
  changed_at  timestamptz NOT NULL DEFAULT now(),
  paused_at   timestamptz,
  deleted_at  timestamptz,
  UNIQUE (ward_id, id)
);
COMMENT ON COLUMN subscription.filter IS 'The parameters of an address that make a filter, without a period: where and of what';
COMMENT ON COLUMN subscription.every IS 'once: told at once; day, week: gathered and told together';
COMMENT ON COLUMN subscription.deleted_at IS 'Hidden at once, restorable for 30 days, then purged with its notices';
-- Usage: layers/notices/subscriptions.py, the subscriptions of a person; layers/notices/engine.py, those of a ward.
CREATE INDEX subscription_of_person ON subscription (ward_id, owner_id) WHERE deleted_at IS NULL;

-- What came to be and was not yet held against the subscriptions: written by trigger in the transaction
-- that writes the rows, taken by the transaction that tells of them. So each is told once.
CREATE TABLE notice_news (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id   integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  what      text NOT NULL CHECK (what IN ('incident', 'finding')),
  first_id  bigint NOT NULL,
  last_id   bigint NOT NULL CHECK (last_id >= first_id)
);
-- Usage: layers/notices/news.py, the news of a ward.
CREATE INDEX notice_news_of_ward ON notice_news (ward_id);

-- Up to which day a ward was looked through for what became overdue by the passing of days alone.
CREATE TABLE notice_day (
  ward_id          integer PRIMARY KEY REFERENCES ward ON DELETE CASCADE,
  overdue_through  date NOT NULL
);

CREATE TABLE notice (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid              uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  ward_id          integer NOT NULL,
  subscription_id  bigint NOT NULL,
  rule             text NOT NULL,
  subjects         bigint[] NOT NULL CHECK (cardinality(subjects) > 0),
  total            integer NOT NULL CHECK (total >= cardinality(subjects)),
  since            timestamptz NOT NULL DEFAULT now(),
  told_at          timestamptz,
  read_at          timestamptz,
  mail_id          bigint,
  FOREIGN KEY (ward_id, subscription_id) REFERENCES subscription (ward_id, id) ON DELETE CASCADE,
  CHECK (read_at IS NULL OR told_at IS NOT NULL)
);
COMMENT ON COLUMN notice.uid IS 'Its name in feeds: stays as it is';
COMMENT ON COLUMN notice.subjects IS 'Incidents or findings of the watch, newest first, so many of `total` as are kept';
COMMENT ON COLUMN notice.told_at IS 'NULL: gathered for the next daily or weekly notice';
-- Usage: layers/notices/engine.py, the notice that gathers for a subscription.
CREATE UNIQUE INDEX notice_gathering ON notice (subscription_id, rule) WHERE told_at IS NULL;
-- Usage: layers/notices/inbox.py, the notices of a person, newest first.
CREATE INDEX notice_told ON notice (subscription_id, told_at DESC);
-- Usage: layers/notices/inbox.py, how many are unread: the bell of every page.
CREATE INDEX notice_unread ON notice (subscription_id) WHERE read_at IS NULL AND told_at IS NOT NULL;
