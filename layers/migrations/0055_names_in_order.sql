-- The order of names in lists: the Vietnamese alphabet (Đ after D, not after Z), numbers by their value.
CREATE COLLATION IF NOT EXISTS vietnamese (provider = icu, locale = 'vi-u-kn-true');
COMMENT ON COLLATION vietnamese IS 'Usage: ORDER BY name COLLATE vietnamese; never for what decides whether two names are one';
