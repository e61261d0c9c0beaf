INSERT INTO placing_spot (id, ward_id, occurred_on, geom, method, precision_m, lane_id, lane_name, confidence, reasons)
SELECT v.id, u.ward_id, u.occurred_on, ST_SetSRID(ST_MakePoint(v.lon, v.lat), 4326), v.method, v.precision_m, v.lane_id,
       v.lane_name, v.confidence, v.reasons
  FROM (VALUES %s) AS given (id, lon, lat, method, precision_m, lane_id, lane_name, confidence, reasons)
  CROSS JOIN LATERAL (SELECT given.id::bigint AS id, given.lon::double precision AS lon,
    given.lat::double precision AS lat, given.method, given.precision_m::double precision AS precision_m,
    given.lane_id::bigint AS lane_id, given.lane_name, given.confidence::double precision AS confidence,
    given.reasons::jsonb AS reasons) AS v
  JOIN unplaced_incident AS u ON u.id = v.id
