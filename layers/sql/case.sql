-- One case as it stands: the incident, who handles it, since when it is in its state and by when it is due.
SELECT i.id, i.source_key, i.occurred_on, i.state, s.is_open, is_counted(i.state) AS is_counted, s.name_vi AS state_vi, s.name_en AS state_en,
       k.handler, coalesce(u.display_name, k.handler) AS handler_name, coalesce(k.version, 0) AS version,
       coalesce(k.blocked_by, '') AS blocked_by, k.due_on IS NOT NULL AS due_is_set,
       coalesce(k.since_at::date, i.occurred_on) AS since_on,
       CASE WHEN s.is_open THEN
         coalesce(k.due_on, coalesce(k.since_at::date, i.occurred_on) + coalesce(d.due_days, s.due_days)) END AS due_on
  FROM incident AS i
  JOIN incident_state AS s ON s.code = i.state
  LEFT JOIN incident_case AS k ON k.incident_id = i.id
  LEFT JOIN incident_deadline_period AS d
         ON d.ward_id = i.ward_id AND d.state_code = i.state
        AND coalesce(k.since_at::date, i.occurred_on) >= d.valid_from
        AND coalesce(k.since_at::date, i.occurred_on) < d.valid_until
  LEFT JOIN "user" AS u ON u.login = k.handler
 WHERE i.ward_id = %(ward)s AND i.id = %(id)s
