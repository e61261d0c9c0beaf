-- `ward bench report`: so many incidents in one year around those of the demonstration, so that they
-- fall on its lanes and groups.
WITH known AS (
  SELECT geom, field_code, category_code, row_number() OVER (ORDER BY id) - 1 AS place,
         count(*) OVER () AS number
    FROM incident WHERE ward_id = %(ward)s
), dice AS MATERIALIZED (
  SELECT n, random() AS a, random() AS b, random() AS c, random() AS d
    FROM generate_series(1, %(rows)s) AS n
)
INSERT INTO incident (ward_id, source_key, occurred_at, field_code, category_code, geom)
SELECT %(ward)s, 'B' || n, timestamp '2016-01-01' + a * interval '365 days', field_code,
       category_code, ST_Translate(geom, (b - 0.5) * 0.002, (c - 0.5) * 0.002)
  FROM dice JOIN known ON place = floor(d * number)
