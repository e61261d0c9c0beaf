-- Groups in force in the period, or on the day that was asked for: one line an area, because codes are
-- used again. A code that stands twice names the day from which it is meant. Last: in no group.
WITH known AS (
  SELECT area.id, area.code, area.name, area.valid_from,
         count(*) OVER (PARTITION BY area.code) > 1 AS is_ambiguous
    FROM area
   WHERE area.ward_id = %(ward_id)s AND area.kind = 'group'
     AND area.valid && daterange(%(areas_first)s, %(areas_last)s, '[]')
), counted AS (
  SELECT * FROM unnest(%(values)s::bigint[], %(numbers)s::integer[]) AS counted (area_id, n)
)
SELECT listed.value, listed.code, listed.name, listed.since, listed.n
  FROM (
    SELECT CASE WHEN known.is_ambiguous THEN known.code || '@' || to_char(known.valid_from, 'YYYY-MM-DD')
                ELSE known.code END AS value,
           known.code, known.name, CASE WHEN known.is_ambiguous THEN known.valid_from END AS since,
           coalesce(counted.n, 0)::integer AS n
      FROM known
      LEFT JOIN counted ON counted.area_id = known.id
    UNION ALL
    SELECT '-', NULL, NULL, NULL, counted.n::integer
      FROM counted
     WHERE counted.area_id IS NULL AND EXISTS (SELECT FROM area WHERE area.ward_id = %(ward_id)s AND area.kind = 'group')
  ) AS listed
 ORDER BY listed.code IS NULL, length(listed.code), listed.code, listed.since
