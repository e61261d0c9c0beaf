-- The run that a filter shows: of the very same filter, else, where only a period is chosen, the
-- widest and newest of that period. None fits: nothing is shown, rather than another period.
SELECT run.id
  FROM run
 WHERE run.ward_id = %(ward_id)s
   AND run.method = %(method)s
   AND run.removed_at IS NULL
   AND run.input -> 'filter' ->> 'areas' IS NOT DISTINCT FROM %(run_areas)s
   AND (run.input -> 'filter' = %(run_filter)s::jsonb
        OR (NOT %(is_narrow)s AND run.input -> 'filter' @> %(run_period)s::jsonb))
 ORDER BY run.input -> 'filter' = %(run_filter)s::jsonb DESC,
          (SELECT count(*) FROM jsonb_object_keys(run.input -> 'filter')),
          run.id DESC
 LIMIT 1
