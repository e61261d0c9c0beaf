-- Groups by code: all that were in force in the period, under their newest name in it.
SELECT newest.code AS value, newest.code, newest.name, coalesce(counted.n, 0)::integer AS n
  FROM (SELECT DISTINCT ON (code) code, name FROM area
         WHERE area.ward_id = %(ward_id)s AND area.kind = 'group'
           AND area.valid && daterange(%(period_first)s, %(period_last)s, '[]')
         ORDER BY code, valid_from DESC) AS newest
  LEFT JOIN (SELECT area.code, sum(by_area.n) AS n
               FROM (SELECT incident.group_id, count(*) AS n FROM incident WHERE {condition} GROUP BY 1) AS by_area
               JOIN area ON area.id = by_area.group_id
              GROUP BY 1) AS counted
    ON counted.code = newest.code
 ORDER BY length(newest.code), newest.code
