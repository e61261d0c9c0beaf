-- How many incidents each day has, or each month; a day without any has no row.
SELECT {start} AS start, sum(by_day.n)::integer AS n
  FROM (SELECT incident.occurred_on, count(*) AS n FROM incident WHERE {condition} GROUP BY 1) AS by_day
 GROUP BY 1
 ORDER BY 1
