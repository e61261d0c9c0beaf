-- Sanctions of a period without a basis, or with one that is not of their category or not of their day.
SELECT r.id AS row_id, r.decision, r.act_on, found.vi AS finding, found.en AS finding_en,
       (SELECT string_agg(b.number || ', ' || b.article, '; ' ORDER BY b.number) FROM register_legal_basis AS b
         WHERE b.ward_id = r.ward_id AND b.deleted_at IS NULL AND b.category_id = r.category_id
           AND daterange(b.valid_from, b.valid_to, '[]') @> r.act_on) AS right_basis
  FROM register_sanction AS r
  LEFT JOIN register_legal_basis AS basis ON basis.id = r.basis_id AND basis.deleted_at IS NULL
 CROSS JOIN LATERAL (SELECT
   CASE WHEN basis.id IS NULL THEN 'Chưa ghi căn cứ'
        WHEN basis.category_id <> r.category_id THEN 'Căn cứ của loại vi phạm khác'
        WHEN NOT daterange(basis.valid_from, basis.valid_to, '[]') @> r.act_on
        THEN 'Căn cứ không có hiệu lực hôm đó' END AS vi,
   CASE WHEN basis.id IS NULL THEN 'No basis'
        WHEN basis.category_id <> r.category_id THEN 'A basis of another category'
        WHEN NOT daterange(basis.valid_from, basis.valid_to, '[]') @> r.act_on
        THEN 'A basis not in force on that day' END AS en) AS found
 WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL AND r.act_on BETWEEN %(first)s AND %(last)s
   AND found.vi IS NOT NULL
 ORDER BY r.act_on, r.decision
