-- Where the incidents of 1,024 following ids lie. A page of a large part of the map, in the order of ids,
-- reads block after block until it is full, instead of sorting every incident of that part.

-- Nobody writes between the filling below and the triggers, which are made later in this transaction.
LOCK TABLE incident IN ACCESS EXCLUSIVE MODE;

CREATE TABLE incident_block (
  ward_id  integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  block    bigint NOT NULL,
  west     double precision NOT NULL,
  south    double precision NOT NULL,
  east     double precision NOT NULL,
  north    double precision NOT NULL,
  PRIMARY KEY (ward_id, block)
);
COMMENT ON TABLE incident_block IS 'No incident of a block lies outside its box in degrees; what moves or goes leaves the box as large as it was';
COMMENT ON COLUMN incident_block.block IS 'id / 1024, rounded down';

INSERT INTO incident_block
SELECT ward_id, id >> 10, min(ST_X(geom)), min(ST_Y(geom)), max(ST_X(geom)), max(ST_Y(geom))
  FROM incident GROUP BY 1, 2 ORDER BY 1, 2;
