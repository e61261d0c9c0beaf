-- What came to be in a ward since it was last told of, and what came to be open for long, or past its own day, by the
-- passing of days: incidents newest first, with what is true of each. The columns are those that a filter asks for.
-- The day of a case is that of sql/cases.sql. Open cases are looked through for it once a day, where anybody asks.
CREATE TEMP TABLE news_incident ON COMMIT DROP AS
WITH fresh AS (
  SELECT DISTINCT incident.id
    FROM unnest(%(first)s::bigint[], %(last)s::bigint[]) AS news (first_id, last_id)
    JOIN incident ON incident.id BETWEEN news.first_id AND news.last_id AND incident.ward_id = %(ward)s
), dated AS (
  SELECT id FROM fresh
  UNION
  SELECT id FROM incident WHERE ward_id = %(ward)s AND %(looks_at_days)s
), past_due AS (
  SELECT i.id
    FROM dated
    JOIN incident AS i ON i.id = dated.id
    JOIN incident_state AS s ON s.code = i.state AND s.is_open
    LEFT JOIN incident_case AS k ON k.incident_id = i.id
    LEFT JOIN incident_deadline_period AS d ON d.ward_id = i.ward_id AND d.state_code = s.code
     AND coalesce(k.since_at::date, i.occurred_on) >= d.valid_from
     AND coalesce(k.since_at::date, i.occurred_on) < d.valid_until
   CROSS JOIN LATERAL (
     SELECT coalesce(k.due_on, coalesce(k.since_at::date, i.occurred_on) + coalesce(d.due_days, s.due_days))) AS due (day)
   WHERE due.day < %(today)s
     AND (due.day >= %(overdue_through)s
          OR i.id IN (SELECT id FROM fresh)
          -- a day that somebody put into the past: told on the day after, as no day passes that could tell it
          OR EXISTS (SELECT FROM incident_event AS said
                      WHERE said.incident_id = i.id AND said.kind = 'due'
                        AND said.at::date >= %(overdue_through)s AND said.at::date < %(today)s))
), looked AS (
  SELECT id, true AS is_new FROM fresh
  UNION ALL
  SELECT id, false
    FROM (SELECT incident.id
            FROM incident
           WHERE incident.ward_id = %(ward)s
             AND incident.occurred_on > %(overdue_through)s::date - %(late_days)s
             AND incident.occurred_on <= %(today)s::date - %(late_days)s
          UNION
          SELECT id FROM past_due) AS passed
   WHERE id NOT IN (SELECT id FROM fresh)
)
SELECT row_number() OVER (ORDER BY incident.occurred_on DESC, incident.occurred_at DESC, incident.id DESC) AS place,
       incident.id, incident.ward_id, incident.occurred_on, incident.field_code, incident.category_code,
       incident.state, incident.lane_id, incident.group_id, incident.round_id, incident.is_pile_up,
       incident.address, incident.source_key, incident.search_text, incident.geom, looked.is_new, false AS is_recurring,
       incident_state.is_open AND incident.occurred_on <= %(today)s::date - %(late_days)s
         AND (looked.is_new OR incident.occurred_on > %(overdue_through)s::date - %(late_days)s) AS is_late,
       incident.id IN (SELECT id FROM past_due) AS is_past_due
  FROM looked
  JOIN incident ON incident.id = looked.id
  JOIN incident_state ON incident_state.code = incident.state
 WHERE looked.is_new OR incident_state.is_open
 ORDER BY place
