-- Inspection rounds of the period, those that have incidents, and those that are chosen; the newest first.
-- Last: incidents that no round found.
WITH counted AS (
  SELECT * FROM unnest(%(values)s::bigint[], %(numbers)s::integer[]) AS counted (round_id, n)
)
SELECT listed.value, listed.started_on, listed.ended_on, listed.n
  FROM (
    SELECT walk.code AS value, walk.started_on, walk.ended_on, coalesce(counted.n, 0) AS n
      FROM open_round AS walk
      LEFT JOIN counted ON counted.round_id = walk.id
     WHERE walk.ward_id = %(ward_id)s
       AND (counted.n > 0 OR walk.code = ANY(%(chosen)s::text[])
            OR daterange(walk.started_on, walk.ended_on, '[]') && daterange(%(period_first)s, %(period_last)s, '[]'))
    UNION ALL
    SELECT '-', NULL, NULL, counted.n
      FROM counted
     WHERE counted.round_id IS NULL AND EXISTS (SELECT FROM open_round WHERE ward_id = %(ward_id)s)
  ) AS listed
 ORDER BY listed.started_on DESC NULLS LAST, listed.value DESC
