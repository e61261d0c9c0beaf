-- Sanctions of a period that are a repeat offence (the person was sanctioned for the same, and the term
-- of 6 months after a warning, a year after another sanction, is not over since it was executed), or one
-- of repeated acts (the earlier act was not yet sanctioned at this one). Of places nothing is said here.
WITH pair AS (
  SELECT r.id, r.decision, r.person_code, r.category_id, r.act_on, e.decision AS earlier,
         e.decided_on <= r.act_on
           AND (e.executed_on IS NULL OR r.act_on < e.executed_on
                + CASE e.kind WHEN 'canh_cao' THEN interval '6 months' ELSE interval '1 year' END) AS is_repeat,
         e.decided_on > r.act_on AS is_repeated
    FROM register_sanction AS r
    JOIN register_sanction AS e
      ON e.ward_id = r.ward_id AND e.person_code = r.person_code AND e.category_id = r.category_id
     AND e.id <> r.id AND (e.act_on, e.id) < (r.act_on, r.id) AND e.deleted_at IS NULL
   WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL AND r.act_on BETWEEN %(first)s AND %(last)s
)
SELECT pair.id AS row_id, pair.decision, pair.person_code, c.name_vi AS category, c.name_en AS category_en,
       pair.act_on, CASE WHEN pair.is_repeat THEN 'Tái phạm' ELSE 'Vi phạm nhiều lần' END AS finding,
       CASE WHEN pair.is_repeat THEN 'Repeat offence' ELSE 'Repeated acts' END AS finding_en, pair.earlier
  FROM pair JOIN category AS c ON c.id = pair.category_id
 WHERE pair.is_repeat OR pair.is_repeated
 ORDER BY pair.act_on DESC, pair.decision, pair.earlier
