-- Two people for one group and field whose days overlap in a period.
SELECT one.id AS row_id, area.name AS group_name, field.name_vi AS field_name,
       field.name_en AS field_name_en, one.person AS one, other.person AS other,
       greatest(one.valid_from, other.valid_from) AS since
  FROM register_assignment AS one
  JOIN register_assignment AS other
    ON other.ward_id = one.ward_id AND other.group_id = one.group_id AND other.field = one.field
   AND other.id > one.id AND other.person <> one.person AND other.deleted_at IS NULL
   AND daterange(one.valid_from, one.valid_to, '[]') && daterange(other.valid_from, other.valid_to, '[]')
  JOIN area ON area.id = one.group_id
  JOIN field ON field.code = one.field
 WHERE one.ward_id = %(ward)s
   AND one.deleted_at IS NULL
   AND daterange(one.valid_from, one.valid_to, '[]') * daterange(other.valid_from, other.valid_to, '[]')
       && daterange(%(first)s, %(last)s, '[]')
 ORDER BY area.code, field.sort, since
