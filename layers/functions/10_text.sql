-- Folding for search (never for matching): the same as geo.names.fold. incident.search_text is computed
-- by it: whoever changes it computes that column anew.
CREATE OR REPLACE FUNCTION fold_vi(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    regexp_replace(replace(lower(normalize(value, NFD)), 'đ', 'd'), '[\u0300-\u036f]', '', 'g'),
    '[^[:alnum:]]+', ' ', 'g'))
$$;

-- Matching of names (not searching): case, spaces and where in a word the tone mark stands do not differ,
-- every letter and mark does. The same names are one as for geo.names.match_key.
CREATE OR REPLACE FUNCTION name_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    regexp_replace(normalize(lower(normalize(value, NFC)), NFD),
                   '([\u0300\u0301\u0303\u0309\u0323])([^[:space:]\u0300\u0301\u0303\u0309\u0323]*)', '\2\1', 'g'),
    '[[:space:]]+', ' ', 'g'))
$$;
