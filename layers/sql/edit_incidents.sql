-- The incidents near ground that an edit changed: their lane and group are derived again.
INSERT INTO edited_incident (id, ward_id, import_id, occurred_on, geom, geom_3857)
SELECT id, ward_id, import_id, occurred_on, geom, geom_3857
  FROM incident
 WHERE ward_id = %(ward)s
   AND geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
