-- Incidents of a filter that came back: at the place of an earlier one (the same known place, or so many
-- metres away) that was closed by then. Where the log knows that the earlier one was closed only after
-- the later one happened, it was still open. Of several earlier ones the newest is named. A date known
-- to the month only comes before another where its month does.
WITH again AS MATERIALIZED (
  SELECT incident.id, incident.ward_id, incident.occurred_on, incident.time_precision, incident.category_code,
         incident.place_id, incident.geom_3857, ST_Transform(incident.geom, %(srid)s) AS geom,
         -- Web Mercator stretches by 1/cos(latitude): a box that surely holds the radius.
         (%(radius_m)s + 1) / cos(radians(ST_Y(incident.geom))) AS reach
    FROM incident
   WHERE {condition} AND NOT incident.is_pile_up AND NOT {on_lane_only}
)
SELECT again.id, earlier.id AS earlier_id, earlier.occurred_on AS earlier_on,
       again.occurred_on - earlier.occurred_on AS days
  FROM again
 CROSS JOIN LATERAL (
   SELECT incident.id, incident.occurred_on
     FROM incident
    WHERE incident.ward_id = again.ward_id
      -- Said as a difference, so that the index of the place is used alone: that of the day would be
      -- read through for each of a load of 50,000 (25,000 entries against four).
      AND again.occurred_on - incident.occurred_on BETWEEN 1 AND %(back_days)s
      AND incident.state = ANY (%(closed)s)
      AND ('month' NOT IN (incident.time_precision, again.time_precision)
           OR date_trunc('month', incident.occurred_on) < date_trunc('month', again.occurred_on))
      AND (NOT %(same_category)s OR incident.category_code = again.category_code)
      AND (incident.place_id = again.place_id
           OR (incident.geom_3857 && ST_Expand(again.geom_3857, again.reach)
               AND ST_Distance(ST_Transform(incident.geom, %(srid)s), again.geom) <= %(radius_m)s))
      AND NOT incident.is_pile_up AND NOT {on_lane_only}
      AND NOT EXISTS (
        SELECT FROM change_log
         WHERE change_log.table_name = 'incident' AND change_log.row_id = incident.id::text
           AND change_log.action = 'update' AND change_log.at::date > again.occurred_on
           AND change_log.after ->> 'state' = ANY (%(closed)s)
           AND change_log.before ->> 'state' <> ALL (%(closed)s))
    ORDER BY incident.occurred_on DESC, incident.id DESC
    LIMIT 1
 ) AS earlier
