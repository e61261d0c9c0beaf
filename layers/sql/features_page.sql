-- The page is chosen by id first, so that only its own rows are joined and put into words. One id
-- more than it holds tells whether there is a next page.
WITH page AS MATERIALIZED (
  {page}
),
shown AS MATERIALIZED (
  SELECT page_id FROM page ORDER BY page_id LIMIT %(limit)s
)
SELECT (SELECT count(*) FROM page)::integer AS found,
       max(shown.page_id) AS last_id,
       string_agg(
         {feature},
         ',' ORDER BY shown.page_id) AS features
  FROM shown
  JOIN {table} ON v.id = shown.page_id
