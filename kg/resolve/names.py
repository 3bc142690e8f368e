"""Keys under which the names of one entity fall together across articles, and the choice of one name for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.authority import fold, fold_name
from kg.model.entities import Entity, Kind


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name without what newspapers leave out: `initials` are the single letters in it, kept apart."""

    words: str
    initials: str = ""


def name_key(entity: Entity) -> NameKey:
    """The key of an entity's name: of a person without initials, of a body without "the", of a state its code."""
    if entity.kind is Kind.PERSON:
        return person_key(entity.name)
    if entity.kind is Kind.COUNTRY and entity.country:
        return NameKey(entity.country)
    return NameKey(fold(entity.name).removeprefix("the "))


def person_key(name: str) -> NameKey:
    """The key of a personal name: that of "John A. Smith Jr." is that of "John Smith", with an initial."""
    words = fold_name(name).split()
    full = [word for word in words if len(word) > 1]
    if len(full) < 2:
        # "J. Smith" may be anybody: the initial is all of the given name and stays in the key.
        return NameKey(" ".join(words))
    return NameKey(" ".join(full), "".join(word for word in words if len(word) == 1))


def choose_name(counts: Mapping[str, int]) -> str:
    """The most frequent name, of equal ones the longest, of equal ones the first in code point order."""
    return min(counts, key=lambda name: (-counts[name], -len(name), name))
