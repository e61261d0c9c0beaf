-- The shape of a parcel that is to be cleared. Stage, area and obstacle stay in register_parcel, which is
-- the one place where they are written; a shape says only where the parcel lies, and whose land it is is
-- written in neither.

CREATE TABLE parcel_shape (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id    integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  parcel_id  bigint NOT NULL,
  geom       geometry(MultiPolygon, 4326) NOT NULL CHECK (ST_IsValid(geom) AND NOT ST_IsEmpty(geom)),
  geom_3857  geometry(MultiPolygon, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
  FOREIGN KEY (ward_id, parcel_id) REFERENCES register_parcel (ward_id, id) ON DELETE CASCADE,
  CONSTRAINT parcel_shape_one_each UNIQUE (parcel_id)
);
COMMENT ON TABLE parcel_shape IS 'One shape a parcel of the register; it stays while the parcel is taken away, and is not shown';
-- Usage: tiles and pages of features of the layer parcels, by the part of the map.
CREATE INDEX parcel_shape_geom ON parcel_shape USING gist (geom);
CREATE INDEX parcel_shape_geom_3857 ON parcel_shape USING gist (geom_3857);
