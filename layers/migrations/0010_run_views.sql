-- How a stored run stands on the map: made when it is first shown, and kept. Limits of classes stay as
-- they were, so that what was seen once is seen again, and a second run can be drawn by the same limits.

CREATE TABLE run_view (
  run_id    bigint PRIMARY KEY,
  ward_id   integer NOT NULL,
  geometry  text NOT NULL CHECK (geometry IN ('point', 'line', 'polygon')),
  style     jsonb NOT NULL CHECK (jsonb_typeof(style) = 'array'),
  columns   jsonb NOT NULL CHECK (jsonb_typeof(columns) = 'array'),
  made_at   timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (ward_id, run_id) REFERENCES run (ward_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN run_view.style IS 'Classes of the legend in order, each with the conditions of its units';
COMMENT ON COLUMN run_view.columns IS 'Columns of the method beside the fixed ones: [name, type of a field]';
