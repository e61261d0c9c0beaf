-- What came to be in a ward since it was last told of, and what came to be open for long by the passing of days:
-- incidents newest first, with what is true of each. The columns are those that a filter asks for.
CREATE TEMP TABLE news_incident ON COMMIT DROP AS
WITH fresh AS (
  SELECT DISTINCT incident.id
    FROM unnest(%(first)s::bigint[], %(last)s::bigint[]) AS news (first_id, last_id)
    JOIN incident ON incident.id BETWEEN news.first_id AND news.last_id AND incident.ward_id = %(ward)s
), looked AS (
  SELECT id, true AS is_new FROM fresh
  UNION ALL
  SELECT incident.id, false
    FROM incident
   WHERE incident.ward_id = %(ward)s
     AND incident.occurred_on > %(overdue_through)s::date - %(late_days)s
     AND incident.occurred_on <= %(today)s::date - %(late_days)s
     AND incident.id NOT IN (SELECT id FROM fresh)
)
SELECT row_number() OVER (ORDER BY incident.occurred_on DESC, incident.id DESC) AS place,
       incident.id, incident.ward_id, incident.occurred_on, incident.field_code, incident.category_code,
       incident.state, incident.lane_id, incident.group_id, incident.round_id, incident.is_pile_up,
       incident.address, incident.source_key, incident.search_text, incident.geom, looked.is_new, false AS is_recurring,
       incident_state.is_open AND incident.occurred_on <= %(today)s::date - %(late_days)s AS is_late
  FROM looked
  JOIN incident ON incident.id = looked.id
  JOIN incident_state ON incident_state.code = incident.state
 WHERE looked.is_new OR incident_state.is_open
 ORDER BY place
