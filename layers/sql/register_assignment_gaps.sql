-- Groups and fields for which nobody answers on the last day of a period.
SELECT NULL::bigint AS row_id, area.name AS group_name, field.name_vi AS field_name,
       field.name_en AS field_name_en, %(last)s::date AS on_day
  FROM area
 CROSS JOIN field
 WHERE area.ward_id = %(ward)s
   AND area.kind = 'group'
   AND area.valid @> %(last)s::date
   AND NOT EXISTS (
     SELECT FROM register_assignment AS r
      WHERE r.ward_id = %(ward)s AND r.deleted_at IS NULL
        AND r.group_id = area.id AND r.field = field.code
        AND r.valid_from <= %(last)s AND coalesce(r.valid_to >= %(last)s, true))
 ORDER BY area.code, field.sort
