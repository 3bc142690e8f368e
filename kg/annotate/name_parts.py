"""The parts of a person's name, and whether two names may be one person's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.annotate.nicknames import NICKNAME_MARKS, nickname_size
from kg.annotate.titles import Titles
from kg.authority import fold

# The name after these is the father's, no surname, unless they stand before it ("bin Laden").
PATRONYMIC = frozenset({"bin", "ibn", "bint"})


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name as folded words: given names and initials, family name; `words` are both without particles and suffix.

    `father` is a last word that is the father's name ("bin Salman").
    """

    words: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    suffix: str = ""
    father: str = ""


class NameReader:
    """Takes names apart.

    Args:
        titles: Particles and suffixes.
        family_first: Tells names that put the family name first.
    """

    def __init__(self, titles: Titles, family_first: Callable[[Sequence[str]], bool]) -> None:
        self._titles = titles
        self._family_first = family_first

    def parts(self, words: Sequence[str]) -> NameParts:
        """The given and the family name of the words of a name."""
        kept = _glue_hyphens(_without_nickname(words))
        if len(kept) > 1 and kept[0].lower() in PATRONYMIC:
            kept = kept[1:]
        suffix = next((fold(word) for word in kept if word.lower() in self._titles.suffixes), "")
        kept = [word for word in kept if word.lower() not in self._titles.suffixes]
        father = fold(kept[-1]) if len(kept) > 2 and kept[-2].lower() in PATRONYMIC else ""
        bare = [word for word in kept if word not in self._titles.particles and word not in self._titles.glued] or kept
        bare = [fold(word) for word in bare if fold(word)]
        if not bare:
            bare = [fold(" ".join(words)) or "?"]
        if len(bare) == 1:
            return NameParts(tuple(bare), (), tuple(bare), suffix, father)
        if self._family_first(bare):
            return NameParts(tuple(bare), tuple(bare[1:]), tuple(bare[:1]), suffix, father)
        return NameParts(tuple(bare), tuple(bare[:-1]), tuple(bare[-1:]), suffix, father)


def same_full(one: NameParts, parts: NameParts) -> bool:
    """Whether two full names may be one person's: the family names agree and no given name contradicts."""
    if one.words == parts.words:
        return True
    if len(one.words) < 2:
        return False
    short, long_ = sorted((one.words, parts.words), key=len)
    if len(short) < len(long_) and short in (long_[-len(short) :], long_[: len(short)]):
        return True
    if one.family != parts.family:
        return False
    return _given_agree(one.given, parts.given)


def _without_nickname(words: Sequence[str]) -> Sequence[str]:
    """The words of a name without a nickname in marks amid them ('Ann "Nan" Lee')."""
    at = next((n for n, word in enumerate(words) if word in NICKNAME_MARKS), None)
    return words if at is None else (*words[:at], *words[at + nickname_size(words, at) :])


def _glue_hyphens(words: Sequence[str]) -> list[str]:
    glued: list[str] = []
    join = False
    for word in words:
        if word in ("-", "–"):
            join = bool(glued)
        elif join:
            if glued[-1].lower() in ("al", "el", "ul", "as", "ad", "an", "ar", "ur", "at", "ash"):
                glued[-1] = word
            else:
                glued[-1] += "-" + word
            join = False
        elif word != ",":
            glued.append(word)
    return glued


def _given_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    if not _compatible(one[0], other[0]):
        return False
    middles, others = one[1:], other[1:]
    if not middles or not others:
        return True
    if len(middles[0]) == len(others[0]) == 1:
        return middles[0] == others[0]
    return any(_compatible(a, b) for a in middles for b in others) or (
        len(middles) != len(others) and not _initials(middles, others)
    )


def _initials(one: Sequence[str], other: Sequence[str]) -> bool:
    return all(len(word) <= 2 for word in (*one, *other))


def _compatible(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long_ = sorted((one, other), key=len)
    return (len(short) <= 1 and long_.startswith(short)) or (len(short) >= 3 and long_.startswith(short))
