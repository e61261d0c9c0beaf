"""How many data sets or interleavings a test makes up: a few each time, more where asked to."""

import os


def how_many(few: int, name: str = "DIEMNONG_DATA_SETS") -> int:
    """Return `few`, or what the environment says: 300 are about 10,000 sets over all registers."""
    return int(os.environ.get(name, few))
