-- The upgrades of a lane, the newest phase first.
SELECT id, code, phase, state, started_on, finished_on
  FROM lane_project WHERE lane_id = %(id)s AND ward_id = %(ward)s AND deleted_at IS NULL
 ORDER BY phase DESC, started_on DESC NULLS LAST, code
