-- The incidents of a filter, added up by several columns in one reading: the last of them tells the rows apart.
SELECT {columns} AS which, {number}
  FROM ({rows}) AS counted
 GROUP BY GROUPING SETS ({sets})
