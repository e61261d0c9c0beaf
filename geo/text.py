"""Words shown to people, in both languages of the service."""

import re
from typing import NamedTuple

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2, Char) cannot hold, escaped or not."""


class Text(NamedTuple):
    """One message or title in Vietnamese and English, always both."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English words for "en", the Vietnamese ones for anything else."""
        return self.en if language == "en" else self.vi

    def to_json(self) -> dict[str, str]:
        """Return the two wordings keyed by language code."""
        return {"vi": self.vi, "en": self.en}


def for_xml(words: str) -> str:
    """Return a text without what XML cannot hold at all."""
    return NOT_IN_XML.sub("", words)


def same(words: str) -> Text:
    """Use the same words in both languages: names, numbers, symbols."""
    return Text(words, words)
