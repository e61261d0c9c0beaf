-- The boxes of blocks grow with what is written; a block that holds it already is not written.
CREATE OR REPLACE FUNCTION keep_incident_blocks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO incident_block AS b
  SELECT ward_id, id >> 10, min(ST_X(geom)), min(ST_Y(geom)), max(ST_X(geom)), max(ST_Y(geom))
    FROM new_rows GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (ward_id, block) DO UPDATE
    SET west = least(b.west, excluded.west), south = least(b.south, excluded.south),
        east = greatest(b.east, excluded.east), north = greatest(b.north, excluded.north)
  WHERE excluded.west < b.west OR excluded.south < b.south OR excluded.east > b.east OR excluded.north > b.north;
  RETURN NULL;
END $$;

-- After the version has moved, as for the grid: the writers of a ward stand in line by then.
CREATE OR REPLACE TRIGGER with_blocks_insert AFTER INSERT ON incident REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_blocks();
CREATE OR REPLACE TRIGGER with_blocks_update AFTER UPDATE ON incident REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_incident_blocks();
