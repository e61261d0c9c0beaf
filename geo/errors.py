"""Errors that are meant for the person who caused them.

    ServiceError          the message is safe to show
     └─ InputError        a value that was given cannot be used

Higher folders add their own classes below ``ServiceError``.
"""

from geo.text import Text


class ServiceError(Exception):
    """Root of everything raised on purpose; ``text`` carries the message in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"{self.text.vi} / {self.text.en}"


class InputError(ServiceError):
    """A given value cannot be used; names the field and the value where there is one."""

    def __init__(self, text: Text, *, field: str | None = None, value: object = None) -> None:
        super().__init__(text)
        self.field = field
        self.value = value

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process."""
        return _rebuild, (type(self), self.text, self.field, self.value)


def _rebuild(kind: type[InputError], text: Text, field: str | None, value: object) -> InputError:
    return kind(text, field=field, value=value)
