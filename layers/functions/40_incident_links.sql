-- The lane and the resident group of each incident, derived from its point and its day.
-- Lane: the nearest within 30 m, measured in the ward's metric CRS. Group: the one in force on that
-- day that covers the point; on a shared border the lower code, so that the answer never depends on
-- the order of rows. Returns how many incidents changed.
CREATE OR REPLACE FUNCTION derive_incident_links(for_ward integer, only_import bigint DEFAULT NULL)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  srid integer := (SELECT srid_measure FROM ward WHERE id = for_ward);
  changed integer;
BEGIN
  UPDATE incident AS i SET lane_id = found.lane_id, group_id = found.group_id
    FROM (
      SELECT one.id, near_lane.id AS lane_id, inside.id AS group_id
        FROM incident AS one
        LEFT JOIN LATERAL (
          SELECT lane.id,
                 ST_Distance(ST_Transform(lane.geom, srid), ST_Transform(one.geom, srid)) AS distance_m
            FROM lane
           WHERE lane.ward_id = for_ward
             -- Web Mercator stretches by 1/cos(latitude): a box that surely holds 30 m.
             AND ST_DWithin(lane.geom_3857, one.geom_3857, 31 / cos(radians(ST_Y(one.geom))))
           ORDER BY distance_m, lane.id LIMIT 1
        ) AS near_lane ON near_lane.distance_m <= 30
        LEFT JOIN LATERAL (
          SELECT area.id FROM area
           WHERE area.ward_id = for_ward AND area.kind = 'group' AND area.valid @> one.occurred_on
             AND ST_Covers(area.geom, one.geom)
           ORDER BY area.code, area.id LIMIT 1
        ) AS inside ON true
       WHERE one.ward_id = for_ward AND (only_import IS NULL OR one.import_id = only_import)
    ) AS found
   WHERE i.id = found.id
     AND (i.lane_id, i.group_id) IS DISTINCT FROM (found.lane_id, found.group_id);
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END $$;
