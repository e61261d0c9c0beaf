-- What a round walked and found: metres of its line in the ward's metric CRS, lanes noted, incidents.
-- A hidden round's incidents stand apart; the caller has asked whether the reader may see the round.
SELECT r.id, ST_Length(ST_Transform(r.geom, %(srid)s)) AS metres,
       (SELECT count(*) FROM inspection_round_lane AS l WHERE l.round_id = r.id)::integer AS lanes,
       (SELECT count(*) FROM incident AS i WHERE i.round_id = r.id AND is_counted(i.state))::integer
       + (SELECT count(*) FROM surprise_incident AS s JOIN incident AS i ON i.id = s.incident_id
          WHERE s.round_id = r.id AND is_counted(i.state))::integer AS incidents
  FROM inspection_round AS r
 WHERE r.ward_id = %(ward)s AND r.id = ANY(%(ids)s)
