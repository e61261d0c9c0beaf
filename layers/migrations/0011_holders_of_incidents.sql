-- khoán quản: the contracted route that each incident lay beside on its day, kept in step by triggers
-- (layers/functions/46_holders.sql). An incident that is not here lay beside no route.
CREATE TABLE incident_route (
  incident_id  bigint NOT NULL PRIMARY KEY,
  ward_id      integer NOT NULL,
  route_id     bigint NOT NULL
);
COMMENT ON TABLE incident_route IS 'The nearest route in force on the day of the incident, within 30 m; derived';
-- Usage: incidents of some holders (layers/filters.py).
CREATE INDEX incident_route_route ON incident_route (route_id);
-- Usage: making the links of a ward anew.
CREATE INDEX incident_route_ward ON incident_route (ward_id);

INSERT INTO incident_route (incident_id, ward_id, route_id)
SELECT DISTINCT ON (p.id) p.id, p.ward_id, route.id
  FROM route
  JOIN ward ON ward.id = route.ward_id
  JOIN incident AS p ON p.ward_id = route.ward_id AND route.valid @> p.occurred_on
       AND ST_DWithin(route.geom_3857, p.geom_3857, 32 / cos(radians(ST_YMax(route.geom))))
 CROSS JOIN LATERAL (SELECT ST_Distance(ST_Transform(route.geom, ward.srid_measure),
                                        ST_Transform(p.geom, ward.srid_measure)) AS metres) AS away
 WHERE away.metres <= 30
 ORDER BY p.id, away.metres, route.id;
