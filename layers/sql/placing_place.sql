-- Make incidents of the spots, note on the waiting rows which they became, and record the placing.
WITH linked AS (
  SELECT s.*, coalesce(s.lane_id, l.lane_id) AS on_lane, l.group_id,
         -- Of a lane alone nobody knows at which of its places.
         CASE WHEN s.method = 'map' THEN p.place_id END AS place_id
    FROM placing_spot AS s
    JOIN links_of(%(ward)s, 'pg_temp.placing_spot'::regclass) AS l ON l.id = s.id
    LEFT JOIN places_of(%(ward)s, 'pg_temp.placing_spot'::regclass) AS p ON p.id = s.id
), made AS (
  INSERT INTO incident (ward_id, source_key, occurred_at, time_precision, field_code, category_code, state, address,
                        description, properties, import_id, geom, lane_id, group_id, place_id)
  SELECT u.ward_id, u.source_key, u.occurred_at, u.time_precision, u.field_code, u.category_code, u.state, u.address,
         u.description, u.properties, u.import_id, linked.geom, linked.on_lane, linked.group_id, linked.place_id
    FROM linked JOIN unplaced_incident AS u ON u.id = linked.id
   WHERE u.ward_id = %(ward)s AND u.incident_id IS NULL
   ORDER BY u.id
  RETURNING id, source_key
), noted AS (
  UPDATE unplaced_incident AS u SET incident_id = made.id
    FROM made WHERE u.ward_id = %(ward)s AND u.source_key = made.source_key
  RETURNING u.id, u.incident_id
)
INSERT INTO placement (ward_id, unplaced_id, incident_id, method, lane_name, precision_m, confidence, reasons, placed_by)
SELECT %(ward)s, noted.id, noted.incident_id, linked.method, linked.lane_name, linked.precision_m, linked.confidence,
       linked.reasons, %(actor)s
  FROM noted JOIN linked ON linked.id = noted.id
 ORDER BY noted.id
RETURNING id, unplaced_id
