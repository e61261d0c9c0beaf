-- The report of a period (S38): drafts whose figures are counted live, and frozen editions that hold
-- their figures, the rows behind each, their texts and maps. What is frozen never changes again.

CREATE TABLE report_template (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id    integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  file_name  text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
  docx       bytea NOT NULL CHECK (octet_length(docx) BETWEEN 1 AND 5000000),
  sha256     text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  placed_at  timestamptz NOT NULL DEFAULT now(),
  placed_by  text NOT NULL,
  retired_at timestamptz,
  UNIQUE (ward_id, id)
);
COMMENT ON COLUMN report_template.retired_at IS 'From then on the template of the program is used again, or a later one';

CREATE TABLE report_edition (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  period      text NOT NULL CHECK (period <> ''),
  first_day   date NOT NULL,
  last_day    date NOT NULL,
  areas       text NOT NULL DEFAULT 'was' CHECK (areas <> ''),
  edition     integer NOT NULL CHECK (edition > 0),
  made_at     timestamptz NOT NULL DEFAULT now(),
  made_by     text NOT NULL,
  frozen_at   timestamptz,
  frozen_by   text,
  as_of       date,
  template_id bigint,
  content     jsonb CHECK (jsonb_typeof(content) = 'object'),
  UNIQUE (ward_id, id),
  UNIQUE (ward_id, period, edition),
  FOREIGN KEY (ward_id, template_id) REFERENCES report_template (ward_id, id),
  CHECK (first_day <= last_day),
  CHECK ((frozen_at IS NULL) = (frozen_by IS NULL)),
  CHECK ((frozen_at IS NULL) = (content IS NULL)),
  CHECK ((frozen_at IS NULL) = (as_of IS NULL))
);
COMMENT ON COLUMN report_edition.areas IS 'Boundaries of its figures: was, now, or a day; once frozen never "now"';
COMMENT ON COLUMN report_edition.content IS 'Header, sections and texts as they were frozen; figures and rows stand in tables of their own';
-- Usage: layers/reports/editions.py, one draft of a period at a time.
CREATE UNIQUE INDEX report_edition_draft ON report_edition (ward_id, period) WHERE frozen_at IS NULL;

CREATE TABLE report_text (
  edition_id bigint NOT NULL REFERENCES report_edition ON DELETE CASCADE,
  key        text NOT NULL CHECK (length(key) BETWEEN 1 AND 120),
  version    integer NOT NULL CHECK (version > 0),
  body       jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
  saved_at   timestamptz NOT NULL DEFAULT now(),
  saved_by   text NOT NULL,
  PRIMARY KEY (edition_id, key, version)
);
COMMENT ON TABLE report_text IS 'What people wrote between the figures: every version is kept, the highest counts';

CREATE TABLE report_figure (
  edition_id bigint NOT NULL REFERENCES report_edition ON DELETE CASCADE,
  name       text NOT NULL,
  place      integer NOT NULL,
  value      numeric NOT NULL,
  about      jsonb NOT NULL CHECK (jsonb_typeof(about) = 'object'),
  row_source text NOT NULL,
  row_ids    bigint[] NOT NULL,
  PRIMARY KEY (edition_id, name)
);
COMMENT ON COLUMN report_figure.about IS 'The definition as it was: title, unit, source, rule, period, boundaries, role, before, expected';

CREATE TABLE report_row (
  edition_id bigint NOT NULL REFERENCES report_edition ON DELETE CASCADE,
  row_source text NOT NULL,
  row_id     bigint NOT NULL,
  shown      jsonb NOT NULL CHECK (jsonb_typeof(shown) = 'object'),
  PRIMARY KEY (edition_id, row_source, row_id)
);

CREATE TABLE report_picture (
  edition_id bigint NOT NULL REFERENCES report_edition ON DELETE CASCADE,
  name       text NOT NULL,
  png        bytea NOT NULL,
  PRIMARY KEY (edition_id, name)
);

CREATE TABLE report_file (
  edition_id bigint NOT NULL REFERENCES report_edition ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('docx', 'pdf', 'page')),
  role       text NOT NULL CHECK (role IN ('viewer', 'supervisor', 'admin')),
  sha256     text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  PRIMARY KEY (edition_id, kind, role)
);
COMMENT ON TABLE report_file IS 'What the files of a frozen edition were, so that one made again can be held against it';

CREATE TABLE report_event (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  edition_id bigint NOT NULL REFERENCES report_edition ON DELETE CASCADE,
  kind       text NOT NULL CHECK (kind IN ('approved', 'signed', 'withdrawn')),
  said_by    text NOT NULL,
  said_at    timestamptz NOT NULL DEFAULT now(),
  note       text NOT NULL DEFAULT '' CHECK (length(note) <= 500)
);
-- Usage: layers/reports/editions.py, the state of an edition.
CREATE INDEX report_event_of_edition ON report_event (edition_id, id);

-- A frozen edition, and all that hangs on it, is final for every role of the database.
CREATE FUNCTION refuse_frozen_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_edition bigint;
BEGIN
  IF TG_TABLE_NAME = 'report_edition' THEN
    IF OLD.frozen_at IS NOT NULL THEN
      RAISE EXCEPTION 'edition % of a report is frozen', OLD.id USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSE
    FOR of_edition IN SELECT DISTINCT id FROM unnest(ARRAY[
      CASE WHEN TG_OP <> 'INSERT' THEN OLD.edition_id END,
      CASE WHEN TG_OP <> 'DELETE' THEN NEW.edition_id END]) AS id WHERE id IS NOT NULL
    LOOP
      IF EXISTS (SELECT FROM report_edition WHERE id = of_edition AND frozen_at IS NOT NULL) THEN
        RAISE EXCEPTION 'edition % of a report is frozen', of_edition USING ERRCODE = 'insufficient_privilege';
      END IF;
    END LOOP;
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER report_edition_is_final BEFORE UPDATE OR DELETE ON report_edition
  FOR EACH ROW EXECUTE FUNCTION refuse_frozen_report();
CREATE TRIGGER report_text_is_final BEFORE INSERT OR UPDATE OR DELETE ON report_text
  FOR EACH ROW EXECUTE FUNCTION refuse_frozen_report();
CREATE TRIGGER report_figure_is_final BEFORE INSERT OR UPDATE OR DELETE ON report_figure
  FOR EACH ROW EXECUTE FUNCTION refuse_frozen_report();
CREATE TRIGGER report_row_is_final BEFORE INSERT OR UPDATE OR DELETE ON report_row
  FOR EACH ROW EXECUTE FUNCTION refuse_frozen_report();
CREATE TRIGGER report_picture_is_final BEFORE INSERT OR UPDATE OR DELETE ON report_picture
  FOR EACH ROW EXECUTE FUNCTION refuse_frozen_report();
CREATE TRIGGER report_file_is_final BEFORE INSERT OR UPDATE OR DELETE ON report_file
  FOR EACH ROW EXECUTE FUNCTION refuse_frozen_report();

-- What was said of a frozen edition, and templates it was made with, are written once.
CREATE FUNCTION refuse_report_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'report_template'
     AND OLD.docx = NEW.docx AND OLD.sha256 = NEW.sha256 AND OLD.ward_id = NEW.ward_id THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER report_event_is_final BEFORE UPDATE OR DELETE ON report_event
  FOR EACH ROW EXECUTE FUNCTION refuse_report_record();
CREATE TRIGGER report_template_is_final BEFORE UPDATE OR DELETE ON report_template
  FOR EACH ROW EXECUTE FUNCTION refuse_report_record();

-- A table cannot be emptied around the row triggers.
CREATE FUNCTION refuse_report_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM report_edition WHERE frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION 'there are frozen reports: % is not emptied', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['report_edition', 'report_text', 'report_figure', 'report_row', 'report_picture',
                              'report_file', 'report_event', 'report_template'] LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_report_truncate()',
                   kept || '_is_not_emptied', kept);
  END LOOP;
END $$;
