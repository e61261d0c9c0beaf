-- The legal bases of a category that were in force on a day.
SELECT b.id, b.number, b.article, b.clause, b.act, b.subject, b.min_dong, b.max_dong, b.valid_from,
       b.valid_to, b.amended_by, b.checking = 'da' AS is_checked, b.checked_by, b.checked_on
  FROM register_legal_basis AS b
  JOIN category AS c ON c.id = b.category_id
 WHERE b.ward_id = %(ward)s AND b.deleted_at IS NULL AND c.code = %(category)s
   AND daterange(b.valid_from, b.valid_to, '[]') @> %(day)s::date
 ORDER BY b.act, b.subject, b.number
