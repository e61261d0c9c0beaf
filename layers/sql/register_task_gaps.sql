-- What is not clear in the roadmap of a period: no unit, no person, parts that do not fit the whole.
WITH task AS (
  SELECT r.* FROM register_task AS r
   WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL AND r.state <> 'huy'
)
SELECT found.id AS row_id, found.title AS task, found.vi AS finding, found.en AS finding_en,
       unit.name AS unit_name, found.due_on
  FROM (
    SELECT t.*, 'Chưa có bộ phận' AS vi, 'No unit' AS en FROM task AS t WHERE t.unit_id IS NULL
    UNION ALL
    SELECT t.*, 'Chưa có người' AS vi, 'No person' AS en FROM task AS t WHERE t.person = ''
    UNION ALL
    SELECT t.*, 'Hạn sau việc mẹ: ' || whole.title AS vi, 'Due after the whole: ' || whole.title AS en
      FROM task AS t JOIN task AS whole ON whole.id = t.parent_id AND t.due_on > whole.due_on
    UNION ALL
    SELECT t.*, 'Việc mẹ đã xong: ' || whole.title AS vi, 'The whole is done: ' || whole.title AS en
      FROM task AS t JOIN task AS whole ON whole.id = t.parent_id
     WHERE whole.state = 'xong' AND t.state <> 'xong'
  ) AS found
  LEFT JOIN register_unit AS unit ON unit.id = found.unit_id
 WHERE found.due_on BETWEEN %(first)s AND %(last)s
 ORDER BY found.due_on, found.id, found.vi
