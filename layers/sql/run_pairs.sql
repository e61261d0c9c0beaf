-- The units that two runs share, and what became of each from the first to the second. Two units are
-- one when their shapes are equal to the last bit: cells of one grid, lanes, groups.
SELECT b.rank, b.cell_no, coalesce(nullif(b.label, ''), a.label) AS label,
       a.value AS before, b.value AS after, a.score AS score_before, b.score AS score_after,
       a.class_code AS class_before, b.class_code AS class_after,
       ST_PointOnSurface(b.geom) AS middle,
       CASE WHEN b.class_code > 0 AND a.class_code <= 0 THEN 'new'
            WHEN a.class_code > 0 AND b.class_code <= 0 THEN 'gone'
            WHEN a.class_code <= 0 THEN 'neither'
            WHEN (b.class_code, b.score) > (a.class_code, a.score) THEN 'stronger'
            WHEN (b.class_code, b.score) < (a.class_code, a.score) THEN 'weaker'
            ELSE 'same' END AS turn
  FROM run_cell AS a
  JOIN run_cell AS b ON ST_AsEWKB(a.geom) = ST_AsEWKB(b.geom)
 WHERE a.run_id = %(one)s AND b.run_id = %(other)s
