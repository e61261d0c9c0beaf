"""Which VN-2000 system each province measures in: what a new ward is proposed by its province."""

from typing import NamedTuple


class Zone(NamedTuple):
    """One 3° zone: its EPSG code, its central meridian, and the provinces of before July 2025."""

    srid: int
    meridian: str
    provinces: tuple[str, ...]


# The provinces as the regulation on VN-2000 names them; those of 2025 keep their parts' meridians.
ZONES: tuple[Zone, ...] = (
    Zone(9205, "103°00'", ("Lai Châu", "Điện Biên")),
    Zone(9206, "104°00'", ("Sơn La",)),
    Zone(9207, "104°30'", ("Kiên Giang", "Cà Mau")),
    Zone(9208, "104°45'", ("Lào Cai", "Yên Bái", "Nghệ An", "Phú Thọ", "An Giang")),
    Zone(
        5897,
        "105°00'",
        (
            "Hà Nội", "Vĩnh Phúc", "Hà Nam", "Ninh Bình", "Thanh Hóa", "Đồng Tháp", "Cần Thơ",
            "Hậu Giang", "Bạc Liêu",
        ),
    ),
    Zone(
        9209,
        "105°30'",
        (
            "Hà Giang", "Hải Dương", "Hà Tĩnh", "Bắc Ninh", "Hưng Yên", "Thái Bình", "Nam Định",
            "Tây Ninh", "Vĩnh Long", "Sóc Trăng", "Trà Vinh",
        ),
    ),
    Zone(
        9210,
        "105°45'",
        (
            "Cao Bằng", "Long An", "Tiền Giang", "Bến Tre", "Hải Phòng", "TP. Hồ Chí Minh",
            "Bình Dương",
        ),
    ),
    Zone(9211, "106°00'", ("Tuyên Quang", "Hòa Bình", "Quảng Bình")),
    Zone(9212, "106°15'", ("Quảng Trị", "Bình Phước")),
    Zone(9213, "106°30'", ("Bắc Kạn", "Thái Nguyên")),
    Zone(9214, "107°00'", ("Bắc Giang", "Thừa Thiên Huế")),
    Zone(9215, "107°15'", ("Lạng Sơn",)),
    Zone(9216, "107°30'", ("Kon Tum",)),
    Zone(
        5899,
        "107°45'",
        ("Quảng Ninh", "Đồng Nai", "Bà Rịa - Vũng Tàu", "Quảng Nam", "Lâm Đồng", "Đà Nẵng"),
    ),
    Zone(5898, "108°00'", ("Quảng Ngãi",)),
    Zone(9217, "108°15'", ("Ninh Thuận", "Khánh Hòa", "Bình Định")),
    Zone(9218, "108°30'", ("Đắk Lắk", "Đắk Nông", "Phú Yên", "Gia Lai", "Bình Thuận")),
)  # fmt: skip


def zone_of(province: str) -> Zone | None:
    """Return the zone that a province measures in; None for a name that is not known."""
    return next((zone for zone in ZONES if province in zone.provinces), None)
