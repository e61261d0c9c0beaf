-- Layers that a ward defines itself, from a file that is none of the known ones. Their rows lie in
-- table `feature` under the layer's name; what is said here stands behind the contract of all layers.

CREATE TABLE custom_layer (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id         integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  name            text NOT NULL CHECK (name ~ '^own_[a-z0-9_]{1,56}$'),
  title_vi        text NOT NULL CHECK (title_vi <> '' AND length(title_vi) <= 120),
  title_en        text NOT NULL CHECK (title_en <> '' AND length(title_en) <= 120),
  geometry        text NOT NULL CHECK (geometry IN ('point', 'line', 'polygon')),
  fields          jsonb NOT NULL CHECK (jsonb_typeof(fields) = 'array'),
  style           jsonb NOT NULL CHECK (jsonb_typeof(style) = 'object'),
  label           text,
  visible_to      text NOT NULL DEFAULT 'supervisor'
                  CHECK (visible_to IN ('public', 'viewer', 'inspector', 'supervisor', 'admin')),
  is_default_on   boolean NOT NULL DEFAULT false,
  min_zoom        smallint NOT NULL DEFAULT 0 CHECK (min_zoom BETWEEN 0 AND 22),
  max_zoom        smallint NOT NULL DEFAULT 22 CHECK (max_zoom BETWEEN 0 AND 22),
  attribution_vi  text NOT NULL DEFAULT '' CHECK (length(attribution_vi) <= 300),
  attribution_en  text NOT NULL DEFAULT '' CHECK (length(attribution_en) <= 300),
  created_by      text NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  changed_by      text NOT NULL,
  changed_at      timestamptz NOT NULL DEFAULT now(),
  revision        integer NOT NULL DEFAULT 1,
  deleted_by      text,
  deleted_at      timestamptz,
  CHECK (max_zoom >= min_zoom),
  CHECK ((deleted_at IS NULL) = (deleted_by IS NULL)),
  UNIQUE (ward_id, name)
);
COMMENT ON COLUMN custom_layer.name IS 'Never changes; begins with own_, so that no layer of the program can come to bear it';
COMMENT ON COLUMN custom_layer.fields IS 'In the order of the pop-up: name, title, type, visible_to, in_popup, column, codes';
COMMENT ON COLUMN custom_layer.style IS 'Classes with their frozen limits or values: they stay as they are when rows change';
COMMENT ON COLUMN custom_layer.revision IS 'Rises with each change: who saves an older one is told, and overwrites nobody';
COMMENT ON COLUMN custom_layer.deleted_at IS 'Hidden at once, restorable for 30 days, then purged with its rows';
