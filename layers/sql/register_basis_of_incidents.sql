-- Incidents of a period by category and the legal basis in force on the day of the act; those of a
-- category for which none was in force stand first. An act of its own has a line of its own.
WITH basis AS (
  SELECT b.*, greatest(b.valid_from, %(first)s::date) AS since, least(b.valid_to, %(last)s::date) AS until
    FROM register_legal_basis AS b
   WHERE b.ward_id = %(ward)s AND b.deleted_at IS NULL
     AND daterange(b.valid_from, b.valid_to, '[]') && daterange(%(first)s, %(last)s, '[]')
),
held AS (
  SELECT basis.id, basis.category_id, concat_ws(', ', basis.number, 'Điều ' || basis.article, nullif(basis.clause, ''))
         || CASE basis.checking WHEN 'da' THEN '' ELSE ' (chưa đối chiếu)' END AS words,
         concat_ws(', ', basis.number, 'Art. ' || basis.article, nullif(basis.clause, ''))
         || CASE basis.checking WHEN 'da' THEN '' ELSE ' (not checked)' END AS words_en,
         basis.since, basis.until
    FROM basis
),
bare AS (
  SELECT i.category_code, count(*) AS n
    FROM incident AS i
    JOIN category AS c ON c.ward_id = i.ward_id AND c.code = i.category_code
   WHERE i.ward_id = %(ward)s AND i.occurred_on BETWEEN %(first)s AND %(last)s AND is_counted(i.state)
     AND NOT EXISTS (SELECT FROM held WHERE held.category_id = c.id AND i.occurred_on BETWEEN held.since AND held.until)
   GROUP BY 1
)
SELECT NULL::bigint AS row_id, c.name_vi AS category, c.name_en AS category_en,
       'chưa có' AS basis, 'none' AS basis_en, NULL::date AS since, NULL::date AS until, bare.n AS incidents,
       CASE WHEN NOT EXISTS (SELECT FROM held WHERE held.category_id = c.id)
            THEN jsonb_build_object('category', c.code, 'from', %(first)s::date, 'to', %(last)s::date) END AS incidents_map,
       0 AS turn
  FROM bare JOIN category AS c ON c.ward_id = %(ward)s AND c.code = bare.category_code
UNION ALL
SELECT held.id, c.name_vi, c.name_en, held.words, held.words_en, held.since, held.until,
       (SELECT count(*) FROM incident AS i
         WHERE i.ward_id = %(ward)s AND i.category_code = c.code AND is_counted(i.state)
           AND i.occurred_on BETWEEN held.since AND held.until),
       jsonb_build_object('category', c.code, 'from', held.since, 'to', held.until), 1
  FROM held JOIN category AS c ON c.id = held.category_id
 ORDER BY turn, incidents DESC, category, since
