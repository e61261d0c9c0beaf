"""One number as people type it: a sign of any keyboard, a decimal point or comma."""

NUMBER = r"[-−+]?\d+(?:[.,]\d+)?"
"""A regular expression for one number, without thousands and without an exponent."""


def typed_number(words: str) -> float:
    """Return the value of words that `NUMBER` matches; infinite where it is beyond any float."""
    return float(words.replace("−", "-").replace(",", "."))
