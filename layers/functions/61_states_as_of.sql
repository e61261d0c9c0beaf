-- What was recorded of a row at the end of a day of the ward: what the first change after it found, else what
-- stands there. A row loaded later counts in the state in which it came: nothing else is known of it.

CREATE OR REPLACE FUNCTION value_on(of_table text, of_row bigint, of_column text, value_now text, day date)
RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN found.id IS NULL THEN value_now ELSE found.before ->> of_column END
    FROM (SELECT 1) AS always
    LEFT JOIN LATERAL (
      SELECT c.id, c.before FROM change_log AS c
       WHERE day < current_date
         AND c.table_name = of_table AND c.row_id = of_row::text AND c.action = 'update'
         AND c.at >= (day + 1)::timestamptz AND c.before ->> of_column IS DISTINCT FROM c.after ->> of_column
       ORDER BY c.id LIMIT 1
    ) AS found ON true
$$;

-- The incidents of a ward that were moved after a day, with the state in which they were at its end. No day: none.
CREATE OR REPLACE FUNCTION moved_since(of_ward integer, day date)
RETURNS TABLE (incident_id bigint, from_state text)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (e.incident_id) e.incident_id, e.from_state
    FROM incident_event AS e
   WHERE e.ward_id = of_ward AND e.kind IN ('move', 'undo') AND e.at >= (day + 1)::timestamptz
   ORDER BY e.incident_id, e.id
$$;

-- What stood of the cases of a ward beside their state at the end of a day, and the state of those that were
-- moved after it (`state`; NULL: as it is now). What its events say, read the way move_case and change_case
-- (55_case_work.sql) wrote them: a step sets out anew, an undo brings back what stood before the step.
CREATE OR REPLACE FUNCTION cases_on(of_ward integer, day date)
RETURNS TABLE (incident_id bigint, state text, handler text, since_at timestamptz, due_on date, blocked_by text)
LANGUAGE sql STABLE AS $$
  WITH later AS (
    SELECT DISTINCT e.incident_id FROM incident_event AS e
     WHERE e.ward_id = of_ward AND e.at >= (day + 1)::timestamptz AND e.kind IN ('move', 'undo', 'handler', 'due', 'blocked')
  ), earlier AS (
    SELECT e.id, e.incident_id, e.kind, e.actor, e.at, e.details, coalesce(step.details, '{}') AS step
      FROM later JOIN incident_event AS e USING (incident_id)
      LEFT JOIN incident_event AS step ON step.id = e.undoes
     WHERE e.at < (day + 1)::timestamptz
  ), handled AS (
    SELECT DISTINCT ON (e.incident_id) e.incident_id, e.id, e.details ->> 'handler' AS who FROM earlier AS e
     WHERE e.kind = 'handler' OR e.kind = 'move' AND e.details ? 'handler'
     ORDER BY e.incident_id, e.id DESC
  ), let_go AS (
    SELECT DISTINCT u.incident_id FROM earlier AS u JOIN handled AS h USING (incident_id)
     WHERE u.kind = 'undo' AND u.id > h.id AND u.step ->> 'handler' = h.who
  )
  SELECT k.incident_id, m.from_state,
         CASE WHEN later.incident_id IS NULL THEN k.handler
              WHEN h.id IS NOT NULL THEN
                CASE WHEN k.incident_id NOT IN (SELECT g.incident_id FROM let_go AS g) THEN h.who END
              -- From before there were events of it: what the first change found.
              WHEN first_change.id IS NOT NULL THEN first_change.details ->> 'handler_before'
              ELSE k.handler END,
         CASE WHEN later.incident_id IS NULL THEN k.since_at WHEN s.kind = 'move' THEN s.at
              ELSE (s.step ->> 'since_at')::timestamptz END,
         CASE WHEN later.incident_id IS NULL THEN k.due_on WHEN d.kind = 'due' THEN (d.details ->> 'due_on')::date
              WHEN d.kind = 'undo' THEN (d.step ->> 'due_on')::date END,
         CASE WHEN later.incident_id IS NULL THEN k.blocked_by
              WHEN b.kind = 'blocked' THEN coalesce(b.details ->> 'blocked_by', '')
              WHEN b.kind = 'undo' THEN coalesce(b.step ->> 'blocked_by', '') ELSE '' END
    FROM incident_case AS k
    LEFT JOIN later USING (incident_id)
    LEFT JOIN moved_since(of_ward, day) AS m USING (incident_id)
    LEFT JOIN handled AS h USING (incident_id)
    LEFT JOIN (SELECT DISTINCT ON (e.incident_id) e.incident_id, e.id, e.details FROM incident_event AS e
                WHERE e.ward_id = of_ward AND e.at >= (day + 1)::timestamptz
                  AND (e.kind = 'handler' OR e.kind = 'move' AND e.details ? 'handler')
                ORDER BY e.incident_id, e.id) AS first_change USING (incident_id)
    LEFT JOIN (SELECT DISTINCT ON (e.incident_id) e.* FROM earlier AS e WHERE e.kind IN ('move', 'undo')
                ORDER BY e.incident_id, e.id DESC) AS s USING (incident_id)
    LEFT JOIN (SELECT DISTINCT ON (e.incident_id) e.* FROM earlier AS e WHERE e.kind IN ('move', 'undo', 'due')
                ORDER BY e.incident_id, e.id DESC) AS d USING (incident_id)
    LEFT JOIN (SELECT DISTINCT ON (e.incident_id) e.* FROM earlier AS e WHERE e.kind IN ('move', 'undo', 'blocked')
                ORDER BY e.incident_id, e.id DESC) AS b USING (incident_id)
   WHERE k.ward_id = of_ward
$$;
