-- Where waiting incidents go: shaped as links_of wants its points.
CREATE TEMP TABLE placing_spot (
  id           bigint PRIMARY KEY,
  ward_id      integer NOT NULL DEFAULT %(ward)s,
  import_id    bigint,
  occurred_on  date,
  geom         geometry(Point, 4326) NOT NULL,
  geom_3857    geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  method       text NOT NULL,
  precision_m  double precision,
  lane_id      bigint,
  lane_name    text NOT NULL,
  confidence   double precision,
  reasons      jsonb NOT NULL
) ON COMMIT DROP
