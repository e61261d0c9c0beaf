-- What was done to the contracts of one code by edits, newest first: who held it before and after, from which
-- day. An edit names its entries of the change log, so that also contracts that are gone again are told of.
SELECT e.id, e.action, e.reason, e.actor, e.at,
       EXISTS (SELECT FROM edit AS u WHERE u.undoes = e.id) AS is_undone,
       did.was ->> 'holder_unit' AS unit_before, did.was ->> 'holder_name' AS name_before,
       did.now ->> 'holder_unit' AS unit_after, did.now ->> 'holder_name' AS name_after,
       (did.now ->> 'valid_from')::date AS valid_from
  FROM edit AS e
 CROSS JOIN LATERAL (
   SELECT (array_agg(c.before ORDER BY c.id) FILTER (WHERE c.before IS NOT NULL))[1] AS was,
          (array_agg(c.after ORDER BY c.id DESC) FILTER (WHERE c.after IS NOT NULL))[1] AS now,
          bool_or(coalesce(c.after, c.before) ->> 'code' = %(code)s) AS is_of_route
     FROM change_log AS c WHERE c.id = ANY (e.changes) AND c.table_name = 'route'
 ) AS did
 WHERE e.ward_id = %(ward)s AND e.layer = 'routes' AND did.is_of_route
 ORDER BY e.id DESC
 LIMIT 100
