"""What the database says of a write into an edition that is frozen or being frozen, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2.errors import InsufficientPrivilege, LockNotAvailable, SerializationFailure

from geo.text import Text
from layers.errors import Stale

BEING_FROZEN = Text(
    "Bản này đang được chốt: chưa lưu gì. Đợi chốt xong, hoặc dừng việc chốt rồi lưu lại.",
    "This edition is being frozen: nothing was saved. Wait until that ends, or stop it and save"
    " again.",
)
FROZEN_MEANWHILE = Text(
    "Bản này vừa được chốt: chưa lưu gì. Lập bản mới của kỳ rồi đưa lời văn vào đó.",
    "This edition has been frozen meanwhile: nothing was saved. Make a new edition of the period"
    " and put the words there.",
)


@contextmanager
def refused_where_closed() -> Iterator[None]:
    """Turn the database's refusal of a write into Stale; around the transaction, not in it."""
    try:
        yield
    except LockNotAvailable as error:
        raise Stale(BEING_FROZEN, {}) from error
    except (InsufficientPrivilege, SerializationFailure) as error:
        raise Stale(FROZEN_MEANWHILE, {}) from error
