-- The lanes with most incidents, and those that are chosen.
SELECT ranked.value, lane.code, lane.name, ranked.n
  FROM (SELECT counted.value, counted.n, row_number() OVER (ORDER BY counted.n DESC, counted.value) AS position
          FROM unnest(%(values)s::bigint[], %(numbers)s::integer[]) AS counted (value, n)
         WHERE counted.value IS NOT NULL) AS ranked
  JOIN lane ON lane.id = ranked.value
 WHERE ranked.position <= %(top)s OR ranked.value = ANY(%(chosen)s::bigint[])
 ORDER BY ranked.n DESC, lane.name COLLATE vietnamese, ranked.value
