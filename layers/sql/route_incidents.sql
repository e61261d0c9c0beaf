-- The contracted route of each incident of a filter: the nearest within so many metres among those in
-- force on its day. Incidents on a default location belong to none.
SELECT DISTINCT ON (incident.id) incident.id, route.id AS route_id
  FROM incident
  -- Web Mercator stretches by 1/cos(latitude): a box that surely holds the metres.
  JOIN route ON route.ward_id = incident.ward_id AND route.valid @> incident.occurred_on
            AND ST_DWithin(route.geom_3857, incident.geom_3857,
                           (%(route_m)s + 1) / cos(radians(ST_Y(incident.geom))))
 CROSS JOIN LATERAL ST_Distance(ST_Transform(route.geom, %(srid)s), ST_Transform(incident.geom, %(srid)s)) AS away
 WHERE {condition} AND NOT incident.is_pile_up AND away <= %(route_m)s
 ORDER BY incident.id, away, route.id
