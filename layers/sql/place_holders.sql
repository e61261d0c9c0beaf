-- Who answered for the spot of a place over time: every contracted route that lay beside it, and until when.
SELECT r.id, r.code, r.name, r.holder_unit, r.holder_name, r.valid_from, r.valid_to,
       (SELECT count(*) FROM incidents_at_place(p.id, %(as_of)s) AS i WHERE r.valid @> i.occurred_on)::integer AS incidents
  FROM place AS p JOIN route AS r ON r.ward_id = p.ward_id
 WHERE p.id = %(id)s
   AND ST_DWithin(ST_Transform(r.geom, %(srid)s), ST_Transform(p.geom, %(srid)s), %(beside_m)s)
 ORDER BY r.valid_from DESC, r.id
