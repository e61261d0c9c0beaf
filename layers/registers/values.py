"""What a person typed, as a value of a column; refusals name field, value and what is allowed."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.periods import FIRST_DAY, LAST_DAY, known_day, last_day
from layers.queries.wards import Ward
from layers.registers.contract import Column, Register
from layers.registers.in_force import of_other_days
from layers.registers.reading import figure_names
from layers.registers.references import find_referred, target_of
from layers.registers.rules import ref_faults, row_faults
from layers.roles import Role

SHOWN = 60
LONGEST = {"text": 300, "note": 20_000}
_YES = {"true": True, "1": True, "co": True, "false": False, "0": False, "khong": False}
_LARGEST = 2_147_483_647
_UNCLEAR = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""150.000 is 150 thousand in Vietnamese and 150 in English: no number that can be kept."""


class FormRefused(InputError):
    """What was typed cannot be kept; `faults` has a message for each column."""

    def __init__(self, faults: Mapping[str, Text]) -> None:
        text = Text(
            " ".join(each.vi for each in faults.values()),
            " ".join(each.en for each in faults.values()),
        )
        super().__init__(text, field=next(iter(faults)))
        self.faults = dict(faults)


def read_form(
    conn: connection, ward: Ward, register: Register, role: Role, said: Mapping[str, str]
) -> dict[str, Any]:
    """Read a whole form; FormRefused with all that is wrong in it.

    Columns that the role may not see are left out: whoever may not read may not write.
    """
    values: dict[str, Any] = {}
    faults: dict[str, Text] = {}
    said = {**said, **_due(register, said)}
    for column in register.columns_for(role):
        try:
            values[column.name] = _read(conn, ward, role, column, said.get(column.name, "").strip())
        except InputError as error:
            faults[column.name] = error.text
    wrong = row_faults(register, values) | ref_faults(conn, register, values)
    for name, text in (of_other_days(conn, register, values) | wrong).items():
        faults.setdefault(name, text)
    if faults:
        raise FormRefused(faults)
    return values


def _due(register: Register, said: Mapping[str, str]) -> dict[str, str]:
    """Return the day on which a row is due where its register knows and nobody said."""
    deadline, period = register.deadline, register.period
    if not deadline or not deadline.next_month_day or not period or said.get(deadline.due):
        return {}
    start = known_day(f"{said.get(period.start, '').strip()}-01"[:10])
    if start is None:
        return {}
    due = last_day(start) + timedelta(deadline.next_month_day)
    return {deadline.due: due.isoformat()}


def read_value(column: Column, said: str) -> Any:
    """Read one text as a value; InputError where it is none. References are read by `read_form`."""
    readers = {
        "integer": _integer, "number": _number, "date": _date, "month": _month,
        "boolean": _boolean, "choice": _choice,
    }  # fmt: skip
    return readers.get(column.type, _text)(column, said)


def refuse(column: Column, said: object, vi: str, en: str) -> InputError:
    """Make the refusal of a value: field, value, what is allowed."""
    shown = str(said) if len(str(said)) <= SHOWN else str(said)[: SHOWN - 1] + "…"
    return InputError(
        Text(f"{column.title.vi}: '{shown}' {vi}.", f"{column.title.en}: '{shown}' {en}."),
        field=column.name,
        value=shown,
    )


def _read(conn: connection, ward: Ward, role: Role, column: Column, said: str) -> Any:
    if not said:
        return _nothing(column)
    if column.type == "ref":
        return _reference(conn, ward, column, said)
    if column.type == "people":
        return _people(conn, ward, column, said)
    if column.type == "figure":
        return _figure(column, said, role)
    return read_value(column, said)


def _nothing(column: Column) -> Any:
    if column.required:
        raise InputError(
            Text(
                f"{column.title.vi}: còn trống; cần {_allowed(column).vi}.",
                f"{column.title.en}: is empty; needs {_allowed(column).en}.",
            ),
            field=column.name,
            value="",
        )
    return {"text": "", "note": "", "people": []}.get(column.type)


def _allowed(column: Column) -> Text:
    """Say what a column takes."""
    if column.type == "choice":
        return Text(
            "một trong: " + ", ".join(each.vi for each in column.choices.values()),
            "one of: " + ", ".join(each.en for each in column.choices.values()),
        )
    if column.type == "ref":
        title = target_of(column).title
        return Text(f"chọn một {title.vi} của phường", f"a {title.en} of the ward")
    if column.type in ("integer", "number"):
        whole = column.type == "integer"
        limits = _limits(column)
        return Text(
            f"{'số nguyên' if whole else 'số'}{limits.vi}",
            f"{'a whole number' if whole else 'a number'}{limits.en}",
        )
    return {
        "date": Text("một ngày, ví dụ 2016-01-31", "a day such as 2016-01-31"),
        "month": Text("một tháng, ví dụ 2016-01", "a month such as 2016-01"),
        "boolean": Text("có hoặc không", "yes or no"),
    }.get(column.type, Text("vài chữ", "some words"))


def _limits(column: Column) -> Text:
    least, most = column.least, column.most
    if least is not None and most is not None:
        return Text(f" từ {least:.10g} đến {most:.10g}", f" from {least:.10g} to {most:.10g}")
    if least is not None:
        return Text(f" từ {least:.10g} trở lên", f" of {least:.10g} or more")
    return Text("", "")


def _wrong(column: Column, said: str) -> InputError:
    allowed = _allowed(column)
    return refuse(
        column, said, f"không dùng được; cần {allowed.vi}", f"cannot be used; needs {allowed.en}"
    )


def _text(column: Column, said: str) -> str:
    most = int(column.most or LONGEST[column.type])
    if len(said) > most:
        raise refuse(
            column, said, f"dài {len(said)} ký tự; nhiều nhất {most}",
            f"has {len(said)} characters; at most {most}",
        )  # fmt: skip
    return said.replace("\r\n", "\n")


def _integer(column: Column, said: str) -> int:
    plain = said.replace(" ", "")
    if not re.fullmatch(r"-?[0-9]{1,10}", plain) or abs(int(plain)) > _LARGEST:
        raise _wrong(column, said)
    return int(_limited(column, said, Decimal(plain)))


def _number(column: Column, said: str) -> Decimal:
    """Read a number with a decimal comma or point; one that could be thousands is refused."""
    plain = said.replace(" ", "")
    if _UNCLEAR.fullmatch(plain):
        raise _unclear(column, said, plain)
    try:
        value = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        raise _wrong(column, said) from None
    if not value.is_finite() or abs(value) >= 10**13:
        raise _wrong(column, said)
    return _limited(column, said, value)


def _unclear(column: Column, said: str, plain: str) -> InputError:
    """Name both readings of what may be a decimal sign or one of thousands."""
    whole = re.sub("[.,]", "", plain)
    part = plain.replace(",", ".")
    return refuse(
        column, said,
        f"có thể là {whole} hoặc {part.replace('.', ',')}0; viết một trong hai như thế",
        f"may be {whole} or {part}0; write one of the two just so",
    )  # fmt: skip


def _limited(column: Column, said: str, value: Decimal) -> Decimal:
    below = column.least is not None and value < Decimal(str(column.least))
    above = column.most is not None and value > Decimal(str(column.most))
    if below or above:
        raise _wrong(column, said)
    return value


def _date(column: Column, said: str) -> date:
    day = known_day(said)
    if day is None:
        raise refuse(
            column, said,
            f"không phải ngày từ {FIRST_DAY.year} đến {LAST_DAY.year}; viết 2016-01-31",
            f"is no day from {FIRST_DAY.year} to {LAST_DAY.year}; write 2016-01-31",
        )  # fmt: skip
    return day


def _month(column: Column, said: str) -> date:
    day = known_day(said if len(said) > 7 else f"{said}-01")
    if day is None or day.day != 1:
        raise _wrong(column, said)
    return day


def _boolean(column: Column, said: str) -> bool:
    if said.lower() not in _YES:
        raise _wrong(column, said)
    return _YES[said.lower()]


def _choice(column: Column, said: str) -> str:
    if said not in column.choices:
        raise _wrong(column, said)
    return said


def _reference(conn: connection, ward: Ward, column: Column, said: str) -> int:
    found = find_referred(conn, ward, column, said)
    if found is None:
        raise _wrong(column, said)
    return found


def _figure(column: Column, said: str, role: Role) -> str:
    if said not in figure_names(role):
        raise refuse(
            column, said, "không phải số liệu của sổ nào; chọn trong danh sách",
            "is no figure of a register; choose one of the list",
        )  # fmt: skip
    return said


def _people(conn: connection, ward: Ward, column: Column, said: str) -> list[str]:
    names = sorted({each.strip().lower() for each in said.split(",") if each.strip()})
    known = db.rows(
        conn,
        'SELECT login FROM "user" WHERE is_active AND (ward_id = %s OR ward_id IS NULL)'
        " AND login = ANY(%s)",
        (ward.id, names),
    )
    missing = sorted(set(names) - {row["login"] for row in known})
    if missing:
        raise refuse(
            column, ", ".join(missing), "không phải tên đăng nhập của phường này",
            "is no sign-in name of this ward",
        )  # fmt: skip
    return names
