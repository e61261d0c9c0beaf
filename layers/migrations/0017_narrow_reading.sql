-- A million incidents are counted, searched and put in order from one narrow index, never from their
-- rows: those are several times as wide, and folding an address costs more than reading it.

-- As in functions/10_text.sql, which is made after the migrations: the column below is computed by it.
CREATE OR REPLACE FUNCTION fold_vi(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    regexp_replace(replace(lower(normalize(value, NFD)), 'đ', 'd'), '[\u0300-\u036f]', '', 'g'),
    '[^[:alnum:]]+', ' ', 'g'))
$$;

ALTER TABLE incident ADD COLUMN search_text text GENERATED ALWAYS AS (
  CASE WHEN octet_length(address) + octet_length(source_key) <= 600
       THEN fold_vi(address) || E'\n' || fold_vi(source_key) END) STORED;
COMMENT ON COLUMN incident.search_text IS
  'Address, line end, number, folded for search; NULL where they are too long for an index: fold them then';
-- Usage: the few incidents whose text is too long for the index below (layers/filters.py).
CREATE INDEX incident_long_text ON incident (ward_id) WHERE search_text IS NULL;

-- Usage: what is counted, listed or put in order under a period is all in the index; where the day alone
-- counts, incident_ward_day is far smaller.
CREATE INDEX incident_narrow ON incident (ward_id, occurred_on)
  INCLUDE (id, field_code, category_code, state, is_pile_up, group_id, lane_id, round_id, occurred_at,
           time_precision, search_text);
