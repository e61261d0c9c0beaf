"""Words with an amount in them: one is not two."""

import pytest
from flask import Flask

from web.i18n import OF_AMOUNT, catalogue, translate


@pytest.mark.parametrize(
    ("language", "amount", "said"),
    [("en", 1, "1 row"), ("en", "1", "1 row"), ("en", 0, "0 rows"), ("en", "1,021", "1,021 rows"),
     ("vi", 1, "1 dòng"), ("vi", 21, "21 dòng")],
)  # fmt: skip
def test_one_is_said_apart_from_many(
    app: Flask, language: str, amount: int | str, said: str
) -> None:
    with app.test_request_context():
        assert translate(language, "things.all_rows", n=amount).endswith(said)


def test_every_choice_by_amount_stands_beside_a_value_of_that_name() -> None:
    for message in catalogue("en").values():
        for found in OF_AMOUNT.finditer(message):
            assert f"{{{found[1]}}}" in message, message
