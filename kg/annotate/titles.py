"""Titles, forms of address and particles: the words around a person's name, from the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from kg.annotate.phrases import PhraseIndex
from kg.lexicon import Lexicon, split_cell

# Roles kept per person; more are repetitions.
MAX_ROLES = 8


@dataclass(frozen=True, slots=True)
class Title:
    """An office, rank or occupation: `class_` says for whom its holder speaks, `country` the one state that has it."""

    word: str
    class_: str
    country: str | None
    gender: str | None
    under: tuple[str, ...]
    plural: bool = False


@dataclass(frozen=True, slots=True)
class NearWords:
    """Words around names that tell what a name is; the uses are told in the table `name_context`."""

    calendar: frozenset[str]
    namesake: frozenset[str]
    era: frozenset[str]
    company: frozenset[str]
    speech: frozenset[str]
    deed: frozenset[str]
    fate: frozenset[str]
    firm: frozenset[str]
    firm_tail: frozenset[str]
    portfolio: frozenset[str]
    led: frozenset[str]
    giving: frozenset[str]
    partisan: frozenset[str]
    contender: frozenset[str]
    generic: frozenset[str]

    @classmethod
    def load(cls, lexicon: Lexicon) -> NearWords:
        """The words of the gazetteer's table."""
        return cls(**{use.name: lexicon.words("name_context", use=use.name) for use in fields(cls)})


class Titles:
    """The titles and forms of address of the gazetteer, found among tokens."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._index: PhraseIndex[Title] = PhraseIndex(any_case=True)
        self.by_word: dict[str, Title] = {}
        for row in lexicon.rows("titles"):
            self._add(row)
        self.honorifics: dict[str, str | None] = {
            row["word"]: row["gender"] or None for row in lexicon.rows("honorifics")
        }
        self.near = NearWords.load(lexicon)
        rows = lexicon.rows("particles")
        self.particles = frozenset(row["word"] for row in rows if row["kind"] == "particle")
        self.glued = frozenset(row["word"] for row in rows if row["kind"] == "glued")
        self.suffixes = frozenset(row["word"] for row in rows if row["kind"] == "suffix")

    def _add(self, row: dict[str, str]) -> None:
        cells = (row["word"], row["class"], row["country"] or None, row["gender"] or None, split_cell(row["under"]))
        title = Title(*cells)
        self.by_word[title.word] = title
        self._index.add(title.word, title)
        if " of " not in title.word and not title.word.endswith("."):
            self._index.add(plural(title.word), Title(*cells, plural=True))

    def find(self, words: Sequence[str], at: int) -> tuple[int, Title] | None:
        """The end and the title of the longest title that starts at word `at`."""
        return self._index.find(words, at)

    def head_at(self, words: Sequence[str], end: int) -> tuple[int, Title] | None:
        """The start and the title of the longest title that ends before word `end`."""
        for start in range(max(0, end - 6), end):
            found = self.find(words, start)
            if found is not None and found[0] == end:
                return start, found[1]
        return None


def plural(word: str) -> str:
    """The plural of a title, by its last word."""
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith("y") and word[-2] not in "aeo":
        return word[:-1] + "ies"
    if word.startswith("attorney"):
        return word.replace("attorney", "attorneys", 1)
    return word + ("es" if word.endswith(("s", "ss", "ch")) else "s")
