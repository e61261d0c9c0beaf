-- The moves that lead on from a case, each with the reason why this person may not (reason typed: yes).
SELECT m.to_state, t.name_vi, t.name_en, t.is_open, m.needs_reason, m.needs_proof, m.needs_other,
       move_refusal(i.ward_id, i.id, i.state, m.to_state, %(who)s, 'x') AS why
  FROM incident AS i
  JOIN incident_move AS m ON m.from_state = i.state
  JOIN incident_state AS t ON t.code = m.to_state
 WHERE i.ward_id = %(ward)s AND i.id = %(id)s
 ORDER BY t.sort
