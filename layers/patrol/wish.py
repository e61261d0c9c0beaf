"""What somebody asks of a patrol sheet: which stops, from where, back or not, at which pace."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from geo.refusals import needs
from geo.text import Text
from geo.walk import MOST_STOPS, Pace

STOP = re.compile(r"cell:\d{1,15}:\d{1,9}|lane:\d{1,15}")
ENDS = ("open", "start")
END_WORDS = Text(
    "open (kết thúc ở điểm cuối) hoặc start (về chỗ đầu)",
    "open (ends at the last stop) or start (back again)",
)


@dataclass(frozen=True)
class Wish:
    """Stops by their keys, the start in degrees (None: at whichever stop is best), the pace."""

    stops: tuple[str, ...]
    start: tuple[float, float] | None
    returns: bool
    pace: Pace


def read_wish(args: Mapping[str, str]) -> Wish:
    """Read `stops=cell:7:3,lane:12&start=105.88,21.04&end=start&speed=4.5&minutes=5`.

    A stop named twice counts once. InputError names what cannot be read.
    """
    end = args.get("end", "").strip() or ENDS[0]
    if end not in ENDS:
        raise needs("end", end, END_WORDS)
    standard = Pace()
    return Wish(
        _stops(args.get("stops", "")),
        _start(args.get("start", "")),
        end == "start",
        Pace(_number(args, "speed", standard.kmh), _number(args, "minutes", standard.stop_minutes)),
    )


def _stops(raw: str) -> tuple[str, ...]:
    keys = [each.strip() for each in raw.split(",") if each.strip()]
    for key in keys:
        if not STOP.fullmatch(key):
            raise needs("stops", key, Text("cell:7:3 hoặc lane:12", "cell:7:3 or lane:12"))
    found = tuple(dict.fromkeys(keys))
    if not 0 < len(found) <= MOST_STOPS:
        raise needs("stops", str(len(found)), Text(f"1 đến {MOST_STOPS} điểm dừng",
                                                  f"1 to {MOST_STOPS} stops"))  # fmt: skip
    return found


def _start(raw: str) -> tuple[float, float] | None:
    if not raw.strip():
        return None
    allowed = Text("kinh độ,vĩ độ, ví dụ 105.886,21.049", "longitude,latitude, as 105.886,21.049")
    try:
        lon, lat = (float(part) for part in raw.split(","))
    except ValueError:
        raise needs("start", raw, allowed) from None
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 85):
        raise needs("start", raw, allowed)
    return lon, lat


def _number(args: Mapping[str, str], field: str, standard: float) -> float:
    raw = args.get(field, "").strip()
    if not re.fullmatch(r"(\d{1,4}(\.\d{1,3})?)?", raw):
        raise needs(field, raw, Text("một số, ví dụ 4.5", "a number, such as 4.5"))
    return float(raw) if raw else standard
