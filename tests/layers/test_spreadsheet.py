from typing import Any

import pytest

from layers.spreadsheet import neutral


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1", "'=1"), ("+84", "'+84"), ("-x", "'-x"), ("@a", "'@a"), (-3, -3), ("Ngõ", "Ngõ")],
)
def test_neutral_disarms_texts_and_keeps_numbers(value: Any, shown: Any) -> None:
    assert neutral(value) == shown
