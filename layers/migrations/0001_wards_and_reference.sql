-- Wards, people who sign in, and the vocabulary. Every later table carries the ward.

CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

-- One ward office (or any other territory that is kept as one): the natural key to partition by.
CREATE TABLE ward (
  id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code          text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name_vi       text NOT NULL,
  name_en       text NOT NULL,
  srid_measure  integer NOT NULL DEFAULT 5897,
  is_demo       boolean NOT NULL DEFAULT false,
  attribution   text NOT NULL DEFAULT '',
  created_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ward_measures_in_metres CHECK (srid_measure NOT IN (4326, 3857))
);
COMMENT ON COLUMN ward.srid_measure IS 'Projected CRS in which lengths, areas and distances are measured; EPSG:5897 for Hanoi';

CREATE TABLE "user" (
  id                    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ward_id               integer REFERENCES ward ON DELETE CASCADE,
  login                 text NOT NULL UNIQUE CHECK (login = lower(login) AND login ~ '^[a-z0-9._@-]{3,80}$'),
  display_name          text NOT NULL,
  role                  text NOT NULL CHECK (role IN ('viewer', 'inspector', 'supervisor', 'admin')),
  password_hash         text NOT NULL,
  is_active             boolean NOT NULL DEFAULT true,
  session_epoch         integer NOT NULL DEFAULT 1,
  created_at            timestamptz NOT NULL DEFAULT now(),
  last_sign_in_at       timestamptz
);
COMMENT ON COLUMN "user".ward_id IS 'The ward this person works for; NULL: all wards';
COMMENT ON COLUMN "user".session_epoch IS 'Raised to end every session of this person';

CREATE TABLE sign_in_attempt (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login    text NOT NULL,
  address  text NOT NULL,
  at       timestamptz NOT NULL DEFAULT now(),
  is_good  boolean NOT NULL
);
-- Usage: layers/queries/sign_in.py, failures of one account in the last minutes.
CREATE INDEX sign_in_attempt_login ON sign_in_attempt (login, at);
-- Usage: layers/queries/sign_in.py, failures from one address in the last minutes.
CREATE INDEX sign_in_attempt_address ON sign_in_attempt (address, at);

-- The three fields a ward keeps order in, and their categories. Data, not code.
CREATE TABLE field (
  code     text PRIMARY KEY,
  name_vi  text NOT NULL,
  name_en  text NOT NULL,
  sort     smallint NOT NULL
);

-- The vocabulary a new ward starts with; it is copied into `category` and may be changed there.
CREATE TABLE category_template (
  code        text PRIMARY KEY,
  field_code  text NOT NULL REFERENCES field,
  name_vi     text NOT NULL,
  name_en     text NOT NULL,
  sort        smallint NOT NULL
);

CREATE TABLE category (
  ward_id     integer NOT NULL REFERENCES ward ON DELETE CASCADE,
  code        text NOT NULL CHECK (code ~ '^[a-z0-9]+(_[a-z0-9]+)*$'),
  field_code  text NOT NULL REFERENCES field,
  name_vi     text NOT NULL,
  name_en     text NOT NULL,
  sort        smallint NOT NULL DEFAULT 0,
  is_active   boolean NOT NULL DEFAULT true,
  PRIMARY KEY (ward_id, code),
  UNIQUE (ward_id, code, field_code)
);

CREATE TABLE incident_state (
  code     text PRIMARY KEY,
  name_vi  text NOT NULL,
  name_en  text NOT NULL,
  is_open  boolean NOT NULL,
  sort     smallint NOT NULL
);

INSERT INTO field (code, name_vi, name_en, sort) VALUES
  ('ttdt', 'Trật tự đô thị', 'Urban order', 1),
  ('ttxd', 'Trật tự xây dựng', 'Construction order', 2),
  ('vsmt', 'Vệ sinh môi trường', 'Environmental sanitation', 3);

INSERT INTO category_template (code, field_code, name_vi, name_en, sort) VALUES
  ('lan_chiem_via_he', 'ttdt', 'Lấn chiếm vỉa hè', 'Pavement encroachment', 1),
  ('lan_chiem_long_duong', 'ttdt', 'Lấn chiếm lòng đường', 'Carriageway encroachment', 2),
  ('kinh_doanh_an_uong', 'ttdt', 'Kinh doanh ăn uống trên vỉa hè', 'Food service on the pavement', 3),
  ('bay_ban_hang_hoa', 'ttdt', 'Bày bán hàng hóa trên vỉa hè', 'Goods displayed on the pavement', 4),
  ('ban_hang_rong', 'ttdt', 'Bán hàng rong', 'Street vending', 5),
  ('cho_coc', 'ttdt', 'Chợ cóc, chợ tạm', 'Spontaneous or temporary market', 6),
  ('mai_che', 'ttdt', 'Mái che, mái vẩy', 'Awning or canopy', 7),
  ('buc_be_cau_dan', 'ttdt', 'Bục bệ, cầu dẫn', 'Steps, platforms, kerb ramps', 8),
  ('bien_hieu', 'ttdt', 'Biển hiệu, quảng cáo sai quy định', 'Unlawful signboard or advertising', 9),
  ('do_xe_sai', 'ttdt', 'Dừng, đỗ xe sai quy định', 'Unlawful stopping or parking', 10),
  ('trong_giu_xe', 'ttdt', 'Trông giữ xe trái phép', 'Unlicensed vehicle keeping', 11),
  ('tap_ket_vat_lieu', 'ttdt', 'Tập kết vật liệu xây dựng', 'Stockpiling of building material', 12),
  ('khong_che_chan', 'ttxd', 'Không che chắn, để rơi vãi vật liệu', 'Unshielded site, spilled material', 1),
  ('khong_cong_khai_gpxd', 'ttxd', 'Không công khai giấy phép xây dựng', 'Permit not displayed', 2),
  ('sai_phep', 'ttxd', 'Xây dựng sai phép', 'Building contrary to permit', 3),
  ('khong_phep', 'ttxd', 'Xây dựng không phép', 'Building without permit', 4),
  ('sai_quy_hoach', 'ttxd', 'Xây dựng sai quy hoạch', 'Building contrary to plan', 5),
  ('coi_noi', 'ttxd', 'Cơi nới, lấn chiếm không gian', 'Extension, encroached space', 6),
  ('tiep_tuc_sau_bien_ban', 'ttxd', 'Tiếp tục vi phạm sau biên bản', 'Continuing after the record', 7),
  ('do_phe_thai', 'vsmt', 'Đổ phế thải', 'Dumping of waste', 1),
  ('vut_rac', 'vsmt', 'Vứt rác không đúng nơi quy định', 'Littering', 2),
  ('nuoc_thai', 'vsmt', 'Rác, nước thải ra vỉa hè, lòng đường', 'Rubbish or waste water on the street', 3),
  ('ve_sinh_ca_nhan', 'vsmt', 'Vệ sinh cá nhân nơi công cộng', 'Relieving oneself in public', 4);

INSERT INTO incident_state (code, name_vi, name_en, is_open, sort) VALUES
  ('phat_hien', 'Phát hiện', 'Found', true, 1),
  ('nhac_nho', 'Nhắc nhở, vận động', 'Reminded', true, 2),
  ('khac_phuc_tai_cho', 'Khắc phục tại chỗ', 'Fixed on the spot', false, 3),
  ('lap_bien_ban', 'Đã lập biên bản', 'Recorded', true, 4),
  ('quyet_dinh', 'Đã ra quyết định', 'Decided', true, 5),
  ('thi_hanh', 'Đang thi hành', 'Being enforced', true, 6),
  ('da_khac_phuc', 'Đã khắc phục', 'Remedied', true, 7),
  ('kiem_tra_lai', 'Đã kiểm tra lại', 'Re-checked', true, 8),
  ('ket_thuc', 'Kết thúc', 'Closed', false, 9),
  ('chuyen_co_quan', 'Chuyển cơ quan khác', 'Transferred', false, 10),
  ('khong_du_can_cu', 'Không đủ căn cứ', 'Unfounded', false, 11),
  ('huy', 'Hủy', 'Cancelled', false, 12);
