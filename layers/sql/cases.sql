-- Cases of a ward with what the list shows and sorts by; columns, condition and order are filled in. What they do
-- not ask for is not read: a left join by a key that is not looked at is left out by PostgreSQL itself, the deadlines
-- by us. Where states, days and handlers stand is filled in too: those of now, or of the end of a day.
SELECT {columns}
  FROM (
    SELECT i.id, i.source_key, i.occurred_on, i.field_code, i.category_code, n.name_vi AS category_vi,
           n.name_en AS category_en, i.address, i.search_text, {state} AS state, s.name_vi AS state_vi, s.name_en AS state_en, s.is_open,
           s.sort AS state_sort, k.handler, coalesce(u.display_name, k.handler) AS handler_name,
           coalesce(k.blocked_by, '') AS blocked_by, coalesce(k.since_at::date, i.occurred_on) AS since_on,
           CASE WHEN s.is_open THEN
             coalesce(k.due_on, coalesce(k.since_at::date, i.occurred_on) + coalesce(d.due_days, s.due_days)) END AS due_on,
           CASE WHEN s.is_open THEN %(as_of)s::date - i.occurred_on END AS age_days
      FROM incident AS i
      LEFT JOIN {stood} AS k ON k.incident_id = i.id
      JOIN incident_state AS s ON s.code = {state}
      LEFT JOIN category AS n ON n.ward_id = i.ward_id AND n.code = i.category_code
      {deadlines}
      LEFT JOIN "user" AS u ON u.login = k.handler
     WHERE i.ward_id = %(ward)s AND {known}
  ) AS c
 WHERE {condition}
 {order}
