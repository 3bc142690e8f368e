"""How well a name in a table fits a name in the graph: a grade from 0 to 100.

Grades of `MATCH` and above mean the whole name, told apart by nothing but spelling; below that, what is left out or
written in another way may hide another person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.authority import fold, fold_name
from kg.authority.folding import PARTICLES, derived_forms, initials_conflict, loose_word

LABEL = 100.0
FOLDED = 98.0
ALIAS = 96.0
CODE = 96.0
PARTICLE = 95.0
MATCH = 95.0
# The label of a person of whom no other name is known ("Lula"): good enough with one more thing that agrees, and as
# near to any namesake as to leave a doubt.
SINGLE = 94.0
# "Jr" and "Sr" are left out in one of the two.
GENERATION = 90.0
# All the words in another order ("Chirac Jacques").
REORDERED = 88.0
SHORTENED = 85.0
RESPELT = 82.0
# Words or letters in common are worth at most this: less than any grade that can say what the difference is.
SIMILAR = 80.0
INITIALS = 78.0
SURNAME = 60.0
# Middle initials that disagree, or another surname.
OTHER_PERSON = 45.0
LEAST = 30.0
# How far ahead of the next thing one must be for there to be no doubt.
MARGIN = 8.0
_LEAST_RATIO = 0.75
# Words that say nothing of a name.
_LITTLE = frozenset({"of", "the", "and", "in", "on", "at", "for", "to", "with", "by"})


@dataclass(frozen=True, slots=True)
class Written:
    """A name that is looked for: as it stands, folded, in words, and as a personal name (without Jr and Sr)."""

    text: str
    folded: str
    words: tuple[str, ...]
    person: str

    @classmethod
    def of(cls, text: str) -> Written:
        folded = fold(text)
        return cls(text, folded, tuple(folded.split()), fold_name(text))


def written_forms(text: str) -> tuple[Written, ...]:
    """The name as it stands and, for "Burns, Nicholas", as it is spoken."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and family and given and "," not in given:
        return Written.of(text), Written.of(f"{given} {family}")
    return (Written.of(text),)


def grade_name(wanted: Written, name: str, *, person: bool, spellings: Mapping[str, str]) -> float:
    """How well a folded name of the graph fits, but for mistakes of typing.

    Args:
        wanted: What is looked for.
        name: A folded name.
        person: Whether it is a person's, so that initials and surnames mean something.
        spellings: Loose forms of words, as far as they are known.
    """
    words = name.split()
    alone = person and min(len(words), len(wanted.words)) < 2
    if name == wanted.folded:
        # A single name of a person is an exact name of many.
        return SURNAME if alone else ALIAS
    if not person and _without_article(name) == _without_article(wanted.folded):
        return ALIAS
    if person and not alone and (grade := _grade_person(wanted, name)):
        return grade
    return _grade_words(_loose(wanted.words, spellings), _loose(words, spellings), person=person, alone=alone)


def grade_letters(wanted: Written, name: str, *, person: bool) -> float:
    """How well a folded name fits letter by letter, for mistakes of typing; 0 if too much differs."""
    if person and initials_conflict(wanted.person, name):
        return 0.0
    matcher = SequenceMatcher(None, wanted.folded, name, autojunk=False)
    if matcher.real_quick_ratio() < _LEAST_RATIO or matcher.quick_ratio() < _LEAST_RATIO:
        return 0.0
    ratio = matcher.ratio()
    alone = person and min(len(name.split()), len(wanted.words)) < 2
    return (SURNAME if alone else INITIALS) * ratio if ratio >= _LEAST_RATIO else 0.0


def _grade_words(one: list[str], other: list[str], *, person: bool, alone: bool) -> float:
    """The grade of the words that two names have in common, in any spelling and order."""
    if not alone and sorted(one) == sorted(other):
        return RESPELT if one == other else REORDERED
    shared, covered = _overlap(one, other)
    if not person:
        # Names of bodies, policies and meetings are long, and tables have parts of them.
        return SIMILAR * (shared + covered) / 2
    if alone:
        return SURNAME * covered if one[-1:] == other[-1:] else min(SIMILAR * shared, OTHER_PERSON)
    return SIMILAR * shared if one[-1:] == other[-1:] else min(SIMILAR * shared, OTHER_PERSON)


def _grade_person(wanted: Written, name: str) -> float:
    """The grade that the parts of a personal name justify; 0 if they justify none."""
    one, other = wanted.person, _without_generation(name)
    if initials_conflict(one, other):
        return OTHER_PERSON
    if one == other:
        return GENERATION
    if _without_particles(one) == _without_particles(other):
        return PARTICLE
    if one in set(derived_forms(other)) or other in set(derived_forms(one)):
        return SHORTENED
    if _initials_fit(one.split(), other.split()):
        return INITIALS
    return 0.0


def _without_article(name: str) -> str:
    return name.removeprefix("the ")


def _without_generation(name: str) -> str:
    return fold_name(name)


def _without_particles(name: str) -> list[str]:
    words = name.split()
    return [word for word in words if word not in PARTICLES] or words


def _initials_fit(one: list[str], other: list[str]) -> bool:
    """Whether two names have one surname, and given names of which one is written as an initial ("J. Smith")."""
    if len(one) < 2 or len(other) < 2 or one[-1] != other[-1] or 1 not in (len(one[0]), len(other[0])):
        return False
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(one[:-1], other[:-1], strict=False))


def _loose(words: tuple[str, ...] | list[str], spellings: Mapping[str, str]) -> list[str]:
    kept = [word for word in words if word not in PARTICLES and word not in _LITTLE] or words
    return [spellings.get(word) or loose_word(word) for word in kept]


def _overlap(one: list[str], other: list[str]) -> tuple[float, float]:
    """The share of words in common (Dice), and the share of those of the first; single letters say nothing."""
    first, second = ({word for word in words if len(word) > 1} for words in (one, other))
    if not first or not second:
        return 0.0, 0.0
    common = len(first & second)
    return 2 * common / (len(first) + len(second)), common / len(first)
