-- Rows that name a contract of another day, from before they followed (layers/registers/following.py), go to
-- the one of their own day where the route had one.
DO $$
DECLARE
  acting text := coalesce(current_setting('diemnong.actor', true), '');
  dated record;
BEGIN
  PERFORM set_config('diemnong.actor', 'migration', true);
  FOR dated IN SELECT * FROM (VALUES ('register_patrol', 'patrolled_on'), ('register_assignment', 'valid_from'))
    AS of_day (register, day)
  LOOP
    EXECUTE format($query$
      UPDATE %1$I AS r SET route_id = held.id
        FROM route AS t
        JOIN route AS held ON held.ward_id = t.ward_id AND held.code = t.code
       WHERE t.id = r.route_id AND NOT t.valid @> r.%2$I AND held.valid @> r.%2$I
    $query$, dated.register, dated.day);
  END LOOP;
  PERFORM set_config('diemnong.actor', acting, true);
END $$;
