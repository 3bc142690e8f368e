"""Look-up of known phrases over tokens: the longest one that starts at a token, capitals respected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Generic, TypeVar

from kg.model.document import Document

T = TypeVar("T")

PIECES = re.compile(r"'s\b|'(?=\s|$)|-|[^\s'-]+(?:'(?!s\b)[^\s'-]+)*")
APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-"})


def pieces(phrase: str) -> list[str]:
    """The phrase cut as the tokenizer cuts it: at white space, hyphens and the possessive."""
    return PIECES.findall(phrase.translate(APOSTROPHES))


def words_of(doc: Document) -> list[str]:
    """The token texts with plain apostrophes and hyphens."""
    return [token.text if token.text.isascii() else token.text.translate(APOSTROPHES) for token in doc.tokens]


class PhraseIndex(Generic[T]):
    """Phrases → values. A word of the text matches if it is written as in the phrase, or all in capitals.

    Args:
        any_case: Whether capitals do not count at all.
    """

    def __init__(self, *, any_case: bool = False) -> None:
        self._any_case = any_case
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}

    def add(self, phrase: str, value: T) -> None:
        """Add a phrase; of two equal phrases the first one stays."""
        words = tuple(pieces(phrase))
        if not words:
            return
        entries = self._by_first.setdefault(words[0].lower(), [])
        if any(known == words for known, _ in entries):
            return
        entries.append((words, value))
        entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, words: Sequence[str], at: int) -> tuple[int, T] | None:
        """The end and the value of the longest phrase that starts at word `at`."""
        for phrase, value in self._by_first.get(words[at].lower(), ()):
            end = at + len(phrase)
            if end <= len(words) and all(map(self._same, phrase, words[at:end])):
                return end, value
        return None

    def _same(self, known: str, word: str) -> bool:
        if known == word:
            return True
        if self._any_case:
            return known.lower() == word.lower()
        return len(word) > 3 and word.isupper() and known.upper() == word and known[0].isupper()
