"""The fixed words of a sheet, in both languages."""

from datetime import datetime

from geo.sheet import MapFrame
from geo.text import Text, same
from layers.day_words import short_day, short_moment
from layers.filters import Filter
from layers.number_words import number_words
from layers.periods import Period, period_title

LEGEND = Text("Chú giải", "Legend")
LEGEND_GOES_ON = Text("Chú giải đầy đủ ở trang {page}", "The whole legend is on page {page}")
COLUMNS = Text("trên tờ / tất cả", "on sheet / all")
SCALE = Text("Tỷ lệ", "Scale")
PERIOD = Text("Kỳ", "Period")
AREAS = Text("Ranh giới", "Boundaries")
MADE = Text("In lúc", "Made at")
FILTER = Text("Bộ lọc", "Filter")
SYSTEM = Text("Hệ tọa độ", "Coordinates")
SOURCE = Text("Nguồn", "Source")
ALL_PERIODS = Text("Tất cả các kỳ", "All periods")
GRID_NORTH = Text("Bắc lưới", "Grid north")
PAGE = Text("Trang {n}/{m}", "Page {n} of {m}")
OVERVIEW = Text("Tờ tổng thể", "Overview")
INDEX = Text("Danh mục trang", "Index of pages")
GOES_ON = Text("tiếp", "continued")
NO_NAME = Text("Không tên", "No name")
DEMO = Text("DỮ LIỆU MINH HỌA", "DEMONSTRATION DATA")
SCALE_GAVE_WAY = Text(
    "1:{asked} không chứa hết, nên tờ này là 1:{scale}",
    "Too small for 1:{asked}, so this sheet is at 1:{scale}",
)
MEASURE = Text(
    "In đúng cỡ (100 %), không co theo trang.", "Print at actual size (100 %), unscaled."
)
READING = Text("Đọc dữ liệu", "Reading")
DRAWING = Text("Vẽ tờ {n}/{m}", "Drawing sheet {n} of {m}")


def thinned(step: int, layer: Text) -> Text:
    """Say that a layer has more than can be told apart, and what is drawn of it."""
    return Text(
        f"{layer.vi}: quá dày, chỉ vẽ 1/{step}, rải đều mọi nơi; số đếm là của tất cả.",
        f"{layer.en}: too dense, 1 in {step} is drawn, evenly everywhere; the counts are of all.",
    )


def scale_words(scale: int) -> Text:
    shown = number_words(scale)
    return Text(f"1:{shown.vi}", f"1:{shown.en}")


def period_words(chosen: Filter) -> Text:
    """Say which period the filter takes, open ends as well."""
    if chosen.first and chosen.last:
        return period_title(Period(chosen.first, chosen.last))
    if chosen.first:
        day = short_day(chosen.first)
        return Text(f"từ {day.vi}", f"from {day.en}")
    if chosen.last:
        day = short_day(chosen.last)
        return Text(f"đến {day.vi}", f"until {day.en}")
    return ALL_PERIODS


def moment_words(moment: datetime) -> Text:
    return Text(f"{moment:%d/%m/%Y %H:%M}", short_moment(moment).en)


def north_words(convergence_deg: float) -> Text:
    """Say how far true north is from the grid's, which the sheet is drawn by."""
    shown = number_words(round(abs(convergence_deg), 2))
    side = Text("tây", "west") if convergence_deg > 0 else Text("đông", "east")
    return Text(
        f"Bắc thật lệch {shown.vi}° về {side.vi}", f"True north is {shown.en}° {side.en} of it"
    )


def bar_words(metres: int) -> Text:
    if metres >= 1000:
        shown = number_words(metres / 1000)
        return Text(f"{shown.vi} km", f"{shown.en} km")
    return same(f"{metres} m")


def gave_way(asked: int | None, frame: MapFrame) -> Text | None:
    """Say that a sheet is smaller than was asked for, where it is."""
    if asked is None or asked == frame.scale:
        return None
    values = [(scale_words(asked), scale_words(frame.scale))]
    return Text(
        *(
            SCALE_GAVE_WAY[at].replace("1:{asked}", a[at]).replace("1:{scale}", b[at])
            for a, b in values
            for at in (0, 1)
        )
    )
