"""Which names of an article are one person: full names anchor, a bare surname joins the one full name that bears it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.annotate.persons import PersonHit
from kg.annotate.titles import Titles
from kg.authority import fold

# A name that stood this many tokens before is fresh in mind, worth as much as that many mentions.
NEAR, NEAR_BONUS = 25, 2


@dataclass
class Person:
    """A person of the article while names are being joined."""

    hits: list[PersonHit] = field(default_factory=list)
    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    gender: str | None = None
    titles: list[str] = field(default_factory=list)
    preferred: bool = False
    states: set[str] = field(default_factory=set)

    @property
    def last_seen(self) -> int:
        return self.hits[-1].first


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name as folded words: given names and initials, family name; `words` are both without particles and suffix."""

    words: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]


class NameJoiner:
    """Joins the name hits of one article to persons.

    Args:
        titles: Particles and suffixes.
        family_first: Tells names that put the family name first.
    """

    def __init__(self, titles: Titles, family_first: Callable[[Sequence[str]], bool]) -> None:
        self._titles = titles
        self._family_first = family_first
        self._states: dict[int, str] = {}

    def join(
        self,
        hits: Sequence[PersonHit],
        apart: Sequence[tuple[int, int]] = (),
        states: Mapping[int, str] | None = None,
    ) -> list[Person]:
        """The persons in the order of their first mention.

        Args:
            hits: The names in text order.
            apart: Pairs of first tokens of hits that are two persons ("Mr. Holm's father, President Karl Holm").
            states: By first token of a hit, the state that its role names; kings of two states are two persons.
        """
        self._states = dict(states or {})
        parted = {pair for first, second in apart for pair in ((first, second), (second, first))}
        people: list[Person] = []
        home: dict[int, Person] = {}
        for hit in hits:
            parts = self.parts(hit.words)
            if len(parts.words) > 1:
                home[hit.first] = self._join_full(hit, parts, people, parted)
        self._set_apart(hits, parted, people, home)
        for hit in hits:
            parts = self.parts(hit.words)
            if len(parts.words) == 1:
                home[hit.first] = self._join_bare(hit, parts, people, parted, home)
            else:
                home[hit.first].hits.append(hit)
                self._note(home[hit.first], hit)
        people = [person for person in people if person.hits]
        people.sort(key=lambda person: min(hit.first for hit in person.hits))
        for person in people:
            person.hits.sort(key=lambda hit: hit.first)
        return people

    def parts(self, words: Sequence[str]) -> NameParts:
        """The given and the family name of the words of a name."""
        kept = [fold(word) for word in words if word not in ("-", "–", ",")]
        kept = _glue_hyphens(words)
        kept = [word for word in kept if word not in self._titles.suffixes]
        bare = [word for word in kept if word not in self._titles.particles and word not in self._titles.glued] or kept
        bare = [fold(word) for word in bare if fold(word)]
        if not bare:
            bare = [fold(" ".join(words)) or "?"]
        if len(bare) == 1:
            return NameParts(tuple(bare), (), tuple(bare))
        if self._family_first(bare):
            return NameParts(tuple(bare), tuple(bare[1:]), tuple(bare[:1]))
        return NameParts(tuple(bare), tuple(bare[:-1]), tuple(bare[-1:]))

    def _join_full(
        self, hit: PersonHit, parts: NameParts, people: list[Person], parted: set[tuple[int, int]]
    ) -> Person:
        for person in people:
            if _same_full(person, parts) and not _kept_apart(hit, person, parted):
                if len(parts.words) > len(person.full):
                    person.full, person.given, person.family = parts.words, parts.given, parts.family
                return person
        person = Person(given=parts.given, family=parts.family, full=parts.words)
        people.append(person)
        return person

    def _set_apart(
        self, hits: Sequence[PersonHit], parted: set[tuple[int, int]], people: list[Person], home: dict[int, Person]
    ) -> None:
        """A bare name kept apart from the only full name stands for a person whom the article names no more fully."""
        for hit in hits:
            parts = self.parts(hit.words)
            if len(parts.words) != 1:
                continue
            others = {id(home[second]) for first, second in parted if first == hit.first and second in home}
            bearers = [person for person in people if parts.words[0] in person.family]
            if others and bearers and all(id(person) in others for person in bearers):
                people.append(Person(family=parts.words, full=parts.words, preferred=True))

    def _join_bare(
        self,
        hit: PersonHit,
        parts: NameParts,
        people: list[Person],
        parted: set[tuple[int, int]],
        home: dict[int, Person],
    ) -> Person:
        word = parts.words[0]
        bearers = [person for person in people if word in person.family] or [
            person for person in people if person.full and (word == person.full[0] or word in person.full[1:])
        ]
        bearers = [person for person in bearers if _fits(hit, person) and self._of_one_state(hit, person)]
        for first, second in parted:
            if first == hit.first and second in home:
                bearers = [person for person in bearers if person is not home[second]]
        state = self._states.get(hit.first)
        if (
            not bearers
            and any(word in person.family for person in people)
            and not (hit.honorific or hit.title or state)
        ):
            bearers = [person for person in people if word in person.family]
        person = next((person for person in bearers if person.preferred), None) or _best(hit, bearers)
        if person is None:
            person = Person(family=parts.words, full=parts.words)
            people.append(person)
        person.hits.append(hit)
        self._note(person, hit)
        return person

    def _of_one_state(self, hit: PersonHit, person: Person) -> bool:
        """Whether a bare name's state is not another than that of a person who is named no more fully."""
        state = self._states.get(hit.first)
        return state is None or len(person.full) > 1 or not person.states or state in person.states

    def _note(self, person: Person, hit: PersonHit) -> None:
        if hit.first in self._states:
            person.states.add(self._states[hit.first])
        person.gender = person.gender or hit.gender
        if hit.title is not None:
            person.titles.append(hit.title.word)


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


def _same_full(person: Person, parts: NameParts) -> bool:
    """Whether two full names may be one person's: the family names agree and no given name contradicts."""
    if person.full == parts.words:
        return True
    if len(person.full) < 2:
        return False
    short, long_ = sorted((person.full, parts.words), key=len)
    if len(short) < len(long_) and short in (long_[-len(short) :], long_[: len(short)]):
        return True
    if person.family != parts.family:
        return False
    return _given_agree(person.given, parts.given)


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


def _kept_apart(hit: PersonHit, person: Person, parted: set[tuple[int, int]]) -> bool:
    return any((hit.first, other.first) in parted for other in person.hits)


def _fits(hit: PersonHit, person: Person) -> bool:
    """Whether form of address and gender allow the name to be this person's."""
    return not (hit.honorific and hit.gender and person.gender and hit.gender != person.gender)


def _best(hit: PersonHit, bearers: list[Person]) -> Person | None:
    """The bearer with the same title, else the one named last before, else the one named next."""
    if not bearers:
        return None
    if hit.title is not None and len(bearers) > 1:
        titled = [person for person in bearers if hit.title.word in person.titles]
        bearers = titled or bearers
    before = [person for person in bearers if any(other.first < hit.first for other in person.hits)]
    if before:
        return max(before, key=lambda person: _standing(person, hit.first))
    return bearers[0]


def _standing(person: Person, at: int) -> tuple[int, int]:
    """How much a person is spoken of up to a token: how often, more if just before; then the last mention."""
    seen = [hit.first for hit in person.hits if hit.first < at]
    near = NEAR_BONUS if at - seen[-1] < NEAR else 0
    return len(seen) + near, seen[-1]
