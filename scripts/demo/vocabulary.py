"""What is found where: categories by kind of place, their words, and how cases proceed."""

from scripts.demo.dice import Dice

Weights = dict[str, float]

# Urban order (TTĐT) by kind of lane, or by planted cluster.
TTDT: dict[str, Weights] = {
    "duong": {"lan_chiem_via_he": 26, "do_xe_sai": 22, "kinh_doanh_an_uong": 14, "bien_hieu": 12,
              "bay_ban_hang_hoa": 12, "trong_giu_xe": 6, "ban_hang_rong": 5,
              "lan_chiem_long_duong": 3},
    "pho": {"lan_chiem_via_he": 22, "kinh_doanh_an_uong": 18, "bay_ban_hang_hoa": 16,
            "do_xe_sai": 14, "bien_hieu": 9, "mai_che": 9, "lan_chiem_long_duong": 6,
            "ban_hang_rong": 6},
    "ngo": {"mai_che": 24, "buc_be_cau_dan": 22, "tap_ket_vat_lieu": 18, "do_xe_sai": 12,
            "bay_ban_hang_hoa": 9, "kinh_doanh_an_uong": 8, "trong_giu_xe": 7},
    "ngach": {"buc_be_cau_dan": 32, "mai_che": 30, "tap_ket_vat_lieu": 26, "trong_giu_xe": 12},
    "cho": {"cho_coc": 34, "ban_hang_rong": 24, "bay_ban_hang_hoa": 18, "lan_chiem_long_duong": 14,
            "lan_chiem_via_he": 10},
    "truong": {"do_xe_sai": 38, "ban_hang_rong": 24, "kinh_doanh_an_uong": 16,
               "lan_chiem_long_duong": 14, "trong_giu_xe": 8},
    "giap-ranh": {"kinh_doanh_an_uong": 30, "tap_ket_vat_lieu": 22, "lan_chiem_via_he": 22,
                  "trong_giu_xe": 14, "mai_che": 12},
}  # fmt: skip
TTDT["hem"] = TTDT["ngach"]

TTXD: Weights = {"khong_che_chan": 46, "khong_cong_khai_gpxd": 22, "sai_phep": 12, "coi_noi": 10,
                 "khong_phep": 6, "tiep_tuc_sau_bien_ban": 4}  # fmt: skip
VSMT: Weights = {"nuoc_thai": 34, "vut_rac": 32, "do_phe_thai": 26, "ve_sinh_ca_nhan": 8}

DESCRIPTIONS: dict[str, str] = {
    "lan_chiem_via_he": "Để đồ, xe trên vỉa hè, không còn lối đi bộ",
    "lan_chiem_long_duong": "Bày hàng lấn xuống lòng đường",
    "kinh_doanh_an_uong": "Kê bàn ghế bán hàng ăn trên vỉa hè",
    "bay_ban_hang_hoa": "Bày hàng hóa ra vỉa hè trước cửa hàng",
    "ban_hang_rong": "Hàng rong dừng bán cố định",
    "cho_coc": "Tụ họp bán hàng thành chợ tạm",
    "mai_che": "Mái che vươn quá chỉ giới",
    "buc_be_cau_dan": "Xây bục bệ, cầu dẫn ra lòng ngõ",
    "bien_hieu": "Đặt biển quảng cáo trên vỉa hè",
    "do_xe_sai": "Đỗ ô tô, xe máy sai quy định",
    "trong_giu_xe": "Trông giữ xe không phép",
    "tap_ket_vat_lieu": "Tập kết cát, gạch ngoài phạm vi công trình",
    "khong_che_chan": "Công trình không che chắn, rơi vãi vật liệu",
    "khong_cong_khai_gpxd": "Công trình không treo biển giấy phép",
    "sai_phep": "Xây dựng sai nội dung giấy phép",
    "coi_noi": "Cơi nới ban công, lấn không gian chung",
    "khong_phep": "Xây dựng khi chưa có giấy phép",
    "tiep_tuc_sau_bien_ban": "Tiếp tục thi công sau khi lập biên bản",
    "nuoc_thai": "Để rác, nước thải chảy ra lòng ngõ",
    "vut_rac": "Bỏ rác không đúng giờ, đúng nơi",
    "do_phe_thai": "Đổ phế thải xây dựng",
    "ve_sinh_ca_nhan": "Vệ sinh cá nhân nơi công cộng",
}

# How far cases are, by their age in days on the last day of the data. What was put right on the
# spot is looked at and closed by somebody else within weeks: only young cases still wait for it.
_STATES: tuple[tuple[int, Weights], ...] = (
    (270, {"ket_thuc": 92, "chuyen_co_quan": 3, "kiem_tra_lai": 3, "thi_hanh": 2}),
    (90, {"ket_thuc": 73, "kiem_tra_lai": 8, "da_khac_phuc": 9,
          "quyet_dinh": 4, "thi_hanh": 4, "chuyen_co_quan": 2}),
    (30, {"ket_thuc": 50, "da_khac_phuc": 15, "lap_bien_ban": 14,
          "quyet_dinh": 9, "thi_hanh": 5, "nhac_nho": 7}),
    (0, {"khac_phuc_tai_cho": 30, "nhac_nho": 28, "phat_hien": 18, "lap_bien_ban": 18,
         "da_khac_phuc": 6}),
)  # fmt: skip

# Minutes of the day between which people look, and how often: rounds, then by cluster.
_HOURS: dict[str, tuple[tuple[int, int], ...]] = {
    "round": ((7 * 60 + 30, 11 * 60), (14 * 60, 17 * 60)),
    "cho": ((6 * 60 + 30, 9 * 60 + 30), (16 * 60, 18 * 60)),
    "truong": ((6 * 60 + 45, 7 * 60 + 40), (16 * 60 + 10, 17 * 60 + 20)),
    "giap-ranh": ((8 * 60, 11 * 60), (16 * 60 + 30, 19 * 60)),
    "officer": ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 18 * 60), (19 * 60, 21 * 60)),
}


def draw(weights: Weights, dice: Dice) -> str:
    return dice.weighted(list(weights), list(weights.values()))


def state_after(age_days: int, dice: Dice) -> str:
    """The state of a case that old: the older, the more surely closed."""
    return draw(next(weights for least, weights in _STATES if age_days >= least), dice)


def minute_of_day(who: str, dice: Dice) -> int:
    spans = _HOURS[who]
    first, last = dice.weighted(spans, [last - first for first, last in spans])
    return dice.whole(first, last)
