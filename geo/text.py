"""Words shown to people, in both languages of the service."""

from typing import NamedTuple


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


def same(words: str) -> Text:
    """Use the same words in both languages: names, numbers, symbols."""
    return Text(words, words)
