"""Titles of office → class of office, by the table `offices.tsv` of the gazetteer."""

from __future__ import annotations

import re
from pathlib import Path

from kg.authority.folding import fold
from kg.authority.records import OfficeClass
from kg.authority.tables import read_rows
from kg.errors import ResourceError

# A class that is named after one of these belongs to somebody else ("aide to the president").
BELONGS = frozenset({"to", "for", "of", "in"})
# "Prime Minister's Office": the holder's staff.
OFFICES = frozenset({"office", "department", "cabinet", "candidate", "nominee", "elect", "designate"})
DEPUTIES = frozenset({"deputy", "vice", "assistant", "associate", "under"})
SHADOWS = frozenset({"shadow", "would"})
ARTICLES = frozenset({"the", "a", "an"})
TOP = frozenset({OfficeClass.HEAD_OF_STATE, OfficeClass.HEAD_OF_GOVERNMENT, OfficeClass.MONARCH})
# "Russia's", "ministers'": the owner's ending is no part of the title.
OWNER = re.compile("(?:['\u2019]s\\b|(?<=s)['\u2019])")
# Words that say that the office is not held at the time of the text.
FORMER = re.compile(
    r"\b(?:former|ex|then|late|onetime|one-time|past|previous|outgoing|erstwhile|ousted|deposed)\b", re.I
)


class OfficeTable:
    """The phrases that name offices. Built once, by the authority; pure afterwards."""

    def __init__(self, path: Path) -> None:
        self._phrases: dict[tuple[str, ...], tuple[OfficeClass, bool]] = {}
        for n, row in read_rows(path, columns=3):
            try:
                self._phrases[tuple(row[0].split())] = (OfficeClass(row[1]), row[2] == "alone")
            except ValueError as error:
                raise ResourceError(f"{path}:{n}: {error}") from error
        self._longest = max((len(phrase) for phrase in self._phrases), default=0)

    def classify(self, title: str) -> OfficeClass | None:
        """The class that a title names; None if no word of it names an office.

        Names of states should be cut out of the title first: "president of" followed by something else than a state
        is not the office of a state.
        """
        words = fold(OWNER.sub(" ", title)).split()
        return self._find(words) or self._find([_singular(word) for word in words])

    def _find(self, words: list[str]) -> OfficeClass | None:
        for size in range(min(self._longest, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                found = self._at(words, at, size)
                if found is not None:
                    return found
        return None

    def _at(self, words: list[str], at: int, size: int) -> OfficeClass | None:
        entry = self._phrases.get(tuple(words[at : at + size]))
        before = words[:at]
        if entry is None or BELONGS & set(before) or OFFICES & set(words[at + size : at + size + 1]):
            return None
        office_class, alone = entry
        if alone and _goes_on(words[at + size :]):
            return None
        if SHADOWS & set(before):
            return OfficeClass.OTHER
        if DEPUTIES & set(before) and office_class not in (OfficeClass.LEGISLATOR, OfficeClass.OTHER):
            return OfficeClass.DEPUTY_HEAD if office_class in TOP else OfficeClass.DEPUTY_MINISTER
        return office_class


def _singular(word: str) -> str:
    """A plural without its ending ("presidents", "secretaries"), for titles that several persons share."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _goes_on(rest: list[str]) -> bool:
    """Whether "of …" or "for …" follows with something in it besides articles."""
    return bool(rest) and rest[0] in ("of", "for") and any(word not in ARTICLES for word in rest[1:])


def is_former(title: str) -> bool:
    """Whether a stated title says that the office is no longer held ("former", "then-", "ex-")."""
    return FORMER.search(title) is not None
