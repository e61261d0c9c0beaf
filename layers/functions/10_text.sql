-- Folding for search (never for matching): the same as geo.names.fold.
CREATE OR REPLACE FUNCTION fold_vi(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    regexp_replace(replace(lower(normalize(value, NFD)), 'đ', 'd'), '[\u0300-\u036f]', '', 'g'),
    '[^[:alnum:]]+', ' ', 'g'))
$$;
