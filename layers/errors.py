"""What `layers` raises on purpose, besides `InputError` of `geo`.

ServiceError (geo)
 ├─ InputError (geo) ─ TooLarge
 ├─ NotFound ─ LayerNotFound, WardNotFound, NoWardYet, RunNotFound, JobNotFound
 ├─ NotAllowed
 ├─ ImportRejected
 ├─ UndoRefused
 ├─ Stale
 └─ Unavailable
"""

from typing import Any

from geo.errors import InputError, ServiceError
from geo.text import Text


class NotFound(ServiceError):
    """The thing asked for does not exist, or must not be known to exist."""

    def __init__(self, what: Text, value: object, allowed: list[str] | None = None) -> None:
        vi, en = f"Không có {what.vi} '{value}'.", f"There is no {what.en} '{value}'."
        if allowed:
            vi += f" Hiện có: {', '.join(allowed)}."
            en += f" There are: {', '.join(allowed)}."
        super().__init__(Text(vi, en))
        self.value = value


class LayerNotFound(NotFound):
    def __init__(self, name: object, allowed: list[str] | None = None) -> None:
        super().__init__(Text("lớp bản đồ", "layer"), name, allowed)


class WardNotFound(NotFound):
    def __init__(self, code: object, allowed: list[str] | None = None) -> None:
        super().__init__(Text("phường", "ward"), code, allowed)


class NoWardYet(NotFound):
    """The database holds no ward at all: a fresh start without the demonstration."""

    def __init__(self) -> None:
        super().__init__(Text("phường", "ward"), "—")
        self.text = Text(
            "Chưa có phường nào. Nạp phường minh hoạ bằng ./scripts/ward demo, hoặc nạp tệp của bạn"
            " bằng ./scripts/ward import … --create-ward.",
            "There is no ward yet. Load the demonstration with ./scripts/ward demo, or your own"
            " files with ./scripts/ward import … --create-ward.",
        )


class RunNotFound(NotFound):
    def __init__(self, run_id: object) -> None:
        super().__init__(Text("lần phân tích", "run"), run_id)


class JobNotFound(NotFound):
    def __init__(self, job_id: object) -> None:
        super().__init__(Text("việc", "job"), job_id)


class NotAllowed(ServiceError):
    """The caller's role does not reach this far."""


class ImportRejected(ServiceError):
    """A file was not loaded; the report says which rows and why."""

    def __init__(self, text: Text, report: object = None) -> None:
        super().__init__(text)
        self.report = report


class TooLarge(InputError):
    """A file is larger than what is taken."""


class UndoRefused(ServiceError):
    """Something was changed or built on what an import brought; `reasons` name the rows."""

    def __init__(self, text: Text, reasons: tuple[Text, ...] = ()) -> None:
        super().__init__(text)
        self.reasons = reasons


class Stale(ServiceError):
    """What is to be changed was changed by somebody else since; `theirs` is how it stands now."""

    def __init__(self, text: Text, theirs: dict[str, Any]) -> None:
        super().__init__(text)
        self.theirs = theirs


class Unavailable(ServiceError):
    """The database cannot be reached or does not do what we need, or others keep the turn."""


class Unreachable(Unavailable):
    """No connection to the database; the text names the server: for a terminal, not for a page."""
