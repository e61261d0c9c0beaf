-- The regulations in force in a period, by name, with the results of the groups rated while they held.
SELECT r.id AS row_id, r.name, r.number,
       count(*) FILTER (WHERE d.rating = 'tot') AS good,
       count(*) FILTER (WHERE d.rating = 'trung_binh') AS fair,
       count(*) FILTER (WHERE d.rating = 'chua') AS not_done, count(d.id) AS rated
  FROM register_regulation AS r
  LEFT JOIN register_democracy AS d
    ON d.ward_id = r.ward_id AND d.deleted_at IS NULL AND d.regulation = r.code
   AND daterange(r.valid_from, r.valid_to, '[]') @> d.rated_on AND d.rated_on BETWEEN %(first)s AND %(last)s
 WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL
   AND daterange(r.valid_from, r.valid_to, '[]') && daterange(%(first)s, %(last)s, '[]')
 GROUP BY r.id
 ORDER BY r.code, r.valid_from
