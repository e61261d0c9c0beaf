"""What a file leaves open: put to a person as a question, with the evidence for each answer."""

from dataclasses import dataclass, field
from typing import Any

from geo.text import Text
from layers.importing.issues import FileRefused, Issue, shorten


@dataclass(frozen=True)
class Option:
    """One possible answer: `value` is what to answer with, `evidence` what speaks for it."""

    value: str
    title: Text
    evidence: Text

    def to_json(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "title": self.title.to_json(),
            "evidence": self.evidence.to_json(),
        }


@dataclass(frozen=True)
class Question:
    """An open question. There is no default: `proposal` names the option with the best evidence.

    A check follows the proposal to see what else is open; nothing is ever loaded by it.
    """

    id: str
    text: Text
    options: tuple[Option, ...] = ()
    proposal: str | None = None
    default: None = field(default=None, init=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "text": self.text.to_json(),
            "options": [option.to_json() for option in self.options],
            "proposal": self.proposal,
            "default": self.default,
        }


class Asked(FileRefused):
    """The file cannot be read on until a question is answered."""

    def __init__(self, issue: Issue, questions: tuple[Question, ...]) -> None:
        super().__init__(issue)
        self.questions = questions


def asked(field: str, kind: str, value: object, *questions: Question) -> Asked:
    """Return what to raise where only the person can say how to go on."""
    return Asked(Issue(None, field, kind, shorten(value), questions[0].text), questions)


@dataclass(frozen=True)
class Detected:
    """One thing that was found out about a file, and by what."""

    what: str
    value: str
    evidence: Text

    def to_json(self) -> dict[str, Any]:
        return {"what": self.what, "value": self.value, "evidence": self.evidence.to_json()}
