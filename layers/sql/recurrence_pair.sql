-- How one incident stands to an earlier one, by the rule of recurring_incidents.sql: days between, metres,
-- whether both lie at one place, are of one category, and when the earlier one was closed too late.
SELECT again.occurred_on - earlier.occurred_on AS days,
       'month' NOT IN (earlier.time_precision, again.time_precision)
         OR date_trunc('month', earlier.occurred_on) < date_trunc('month', again.occurred_on) AS is_before,
       earlier.state = ANY (%(closed)s) AS is_closed,
       earlier.category_code = again.category_code AS is_same_category,
       coalesce(earlier.place_id = again.place_id, false)
         OR ST_Distance(ST_Transform(earlier.geom, %(srid)s), ST_Transform(again.geom, %(srid)s)) <= %(radius_m)s AS is_near,
       ST_Distance(ST_Transform(earlier.geom, %(srid)s), ST_Transform(again.geom, %(srid)s)) AS metres,
       NOT EXISTS (SELECT FROM incident WHERE incident.id IN (again.id, earlier.id)
                    AND (incident.is_pile_up OR {on_lane_only})) AS is_placed,
       again.occurred_on AS again_on,
       (SELECT max(change_log.at::date) FROM change_log
         WHERE change_log.table_name = 'incident' AND change_log.row_id = earlier.id::text
           AND change_log.action = 'update' AND change_log.at::date > again.occurred_on
           AND change_log.after ->> 'state' = ANY (%(closed)s)
           AND change_log.before ->> 'state' <> ALL (%(closed)s)) AS closed_late_on
  FROM incident AS again
  JOIN incident AS earlier ON earlier.ward_id = again.ward_id AND earlier.id = %(earlier)s
 WHERE again.ward_id = %(ward)s AND again.id = %(id)s
