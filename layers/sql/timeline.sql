-- How many incidents each day has, or each month; a day without any has no row.
SELECT {start} AS start, count(*)::integer AS n
  FROM incident
 WHERE {condition}
 GROUP BY 1
 ORDER BY 1
