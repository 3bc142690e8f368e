"""Which names of an article are one person: full names anchor, a bare surname joins the one full name that bears it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.annotate.name_parts import PATRONYMIC, NameParts, NameReader, same_full
from kg.annotate.persons import PersonHit
from kg.annotate.titles import Titles

# Kin who are the younger or the elder of two that bear one name.
YOUNGER = frozenset({"son", "daughter", "grandson", "granddaughter", "nephew", "niece"})
ELDER = frozenset({"father", "mother", "grandfather", "grandmother", "uncle", "aunt"})

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
    suffix: str = ""
    father: str = ""
    office: bool = False
    kin: str = ""

    @property
    def parts(self) -> NameParts:
        """The fullest name."""
        return NameParts(self.full, self.given, self.family)


@dataclass(frozen=True, slots=True)
class Context:
    """What the text says around the names, by the first token of a name.

    Attributes:
        apart: Pairs of names that are two persons ("Mr. Holm's father, President Karl Holm").
        states: The state that a role at the name speaks for; kings of two states are two persons.
        offices: Names at which a public office is stated, with its title.
        kin: Names that are introduced as somebody's relative, with the word for it.
        age: "younger" or "elder" before the name.
        holder: Full name and gender of the only known person of a surname in an office.
        gender: The gender of the known persons of a full name.
    """

    apart: Sequence[tuple[int, int]] = ()
    states: Mapping[int, str] = field(default_factory=dict)
    offices: Mapping[int, str] = field(default_factory=dict)
    kin: Mapping[int, str] = field(default_factory=dict)
    age: Mapping[int, str] = field(default_factory=dict)
    holder: Callable[[str, str], tuple[str, str | None] | None] = lambda surname, title: None
    gender: Callable[[str], str | None] = lambda name: None


NO_CONTEXT = Context()


class _People:
    """The persons found so far, in the order of their finding and by the words of their names."""

    def __init__(self) -> None:
        self._all: list[Person] = []
        self._bearers: dict[str, dict[int, Person]] = {}
        self._numbers: dict[int, int] = {}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._all)

    def add(self, person: Person) -> None:
        self._numbers[id(person)] = len(self._all)
        self._all.append(person)
        self.note(person)

    def note(self, person: Person) -> None:
        """A person is known by the words of the name as it is now, and stays known by those it had."""
        number = self._numbers[id(person)]
        for word in (*person.full, *person.family):
            self._bearers.setdefault(word, {})[number] = person

    def bearing(self, *words: str) -> list[Person]:
        """Those in whose names one of the words stands, in the order of their finding."""
        found: dict[int, Person] = {}
        for word in words:
            found.update(self._bearers.get(word, {}))
        return [found[number] for number in sorted(found)]


class NameJoiner:
    """Joins the name hits of one article to persons.

    Args:
        titles: Particles and suffixes.
        family_first: Tells names that put the family name first.
    """

    def __init__(self, titles: Titles, family_first: Callable[[Sequence[str]], bool]) -> None:
        self._read = NameReader(titles, family_first).parts
        self._context = NO_CONTEXT

    def join(self, hits: Sequence[PersonHit], context: Context = NO_CONTEXT) -> list[Person]:
        """The persons of the names in text order, in the order of their first mention."""
        self._context = context
        parted = {pair for first, second in context.apart for pair in ((first, second), (second, first))}
        people = _People()
        home: dict[int, Person] = {}
        for hit in hits:
            parts = self._read(hit.words)
            if len(parts.words) > 1:
                home[hit.first] = self._join_full(hit, parts, people, parted)
        self._set_apart(hits, parted, people, home)
        for hit in hits:
            parts = self._read(hit.words)
            if len(parts.words) == 1:
                home[hit.first] = self._join_bare(hit, parts, people, parted, home)
            else:
                home[hit.first].hits.append(hit)
                self._note(home[hit.first], hit)
        found = [person for person in people if person.hits]
        found.sort(key=lambda person: min(hit.first for hit in person.hits))
        for person in found:
            person.hits.sort(key=lambda hit: hit.first)
        return found

    def _join_full(self, hit: PersonHit, parts: NameParts, people: _People, parted: set[tuple[int, int]]) -> Person:
        kin = self._context.kin.get(hit.first, "")
        office = hit.first in self._context.offices
        # Two forms of one full name have the first or the last word of one in common.
        for person in people.bearing(parts.words[0], parts.words[-1]):
            if not same_full(person.parts, parts) or _kept_apart(hit, person, parted):
                continue
            if parts.suffix != person.suffix and (kin or person.kin):
                continue
            if len(parts.words) > len(person.full):
                person.full, person.given, person.family = parts.words, parts.given, parts.family
                people.note(person)
            person.office = person.office or office
            person.kin = person.kin or kin
            person.gender = person.gender or hit.gender
            return person
        gender = hit.gender or self._context.gender(" ".join(hit.words))
        person = Person(given=parts.given, family=parts.family, full=parts.words, gender=gender)
        person.suffix, person.father, person.office, person.kin = parts.suffix, parts.father, office, kin
        people.add(person)
        return person

    def _set_apart(
        self, hits: Sequence[PersonHit], parted: set[tuple[int, int]], people: _People, home: dict[int, Person]
    ) -> None:
        """Persons whom the article names by surname only though somebody else bears it in full.

        A bare name kept apart from the only full name; or the holder of an office whose relative is named in full.
        """
        for hit in hits:
            parts = self._read(hit.words)
            if len(parts.words) != 1:
                continue
            others = {id(home[second]) for first, second in parted if first == hit.first and second in home}
            bearers = [person for person in people.bearing(parts.words[0]) if parts.words[0] in person.family]
            if any(len(person.full) == 1 for person in bearers):
                continue
            kept = others and all(id(person) in others for person in bearers)
            if bearers and (kept or self._another_holds(hit, hits, bearers)):
                person = Person(family=parts.words, full=parts.words, preferred=True)
                if not kept:
                    person.gender = self._gender_of_holder(hit, hits, bearers)
                people.add(person)

    def _another_holds(self, hit: PersonHit, hits: Sequence[PersonHit], bearers: Sequence[Person]) -> bool:
        """Whether the office before a bare name is held by nobody who is named in full."""
        if hit.first not in self._context.offices or any(person.office for person in bearers):
            return False
        holder = self._holder(hit)
        known = self._read(holder[0].split()) if holder else None
        return all(
            person.kin
            or (known is not None and not same_full(person.parts, known))
            or self._gender_but(hit, hits, person.gender) is not None
            for person in bearers
        )

    def _holder(self, hit: PersonHit) -> tuple[str, str | None] | None:
        title = self._context.offices.get(hit.first)
        return None if title is None else self._context.holder(hit.words[-1], title)

    def _gender_of_holder(self, hit: PersonHit, hits: Sequence[PersonHit], bearers: Sequence[Person]) -> str | None:
        holder = self._holder(hit)
        if holder is not None and holder[1] is not None:
            return holder[1]
        genders = {person.gender for person in bearers}
        return self._gender_but(hit, hits, genders.pop()) if genders in ({"m"}, {"f"}) else None

    def _gender_but(self, hit: PersonHit, hits: Sequence[PersonHit], gender: str | None) -> str | None:
        """The other gender, where the article uses the bare name with a form of address of that gender."""
        told = {other.gender for other in hits if other.words == hit.words and other.honorific and other.gender}
        other = {"m": "f", "f": "m"}.get(gender or "")
        return other if other in told else None

    def _join_bare(
        self,
        hit: PersonHit,
        parts: NameParts,
        people: _People,
        parted: set[tuple[int, int]],
        home: dict[int, Person],
    ) -> Person:
        word = parts.words[0]
        named = [person for person in people.bearing(word) if not _is_fathers(hit, word, person)]
        surnamed = [person for person in named if word in person.family]
        bearers = surnamed or [person for person in named if word in person.full]
        bearers = [person for person in bearers if _fits(hit, person) and self._of_one_state(hit, person)]
        for first, second in parted:
            if first == hit.first and second in home:
                bearers = [person for person in bearers if person is not home[second]]
        state = self._context.states.get(hit.first)
        if not bearers and surnamed and not (hit.honorific or hit.title or state):
            bearers = surnamed
        bearers = self._of_age(hit, bearers)
        bearers = _of_gender(hit, bearers)
        person = next((person for person in bearers if person.preferred), None) or _best(hit, bearers)
        if person is None:
            person = Person(family=parts.words, full=parts.words)
            people.add(person)
        person.hits.append(hit)
        self._note(person, hit)
        return person

    def _of_age(self, hit: PersonHit, bearers: list[Person]) -> list[Person]:
        """ "the younger Mr. Holm" is the son, "the elder Holm" the father."""
        age = self._context.age.get(hit.first)
        if age is None or len(bearers) < 2:
            return bearers
        words, others = (YOUNGER, ELDER) if age == "younger" else (ELDER, YOUNGER)
        meant = [person for person in bearers if person.kin in words or (person.suffix and words is YOUNGER)]
        return meant or [person for person in bearers if person.kin not in others and not person.suffix] or bearers

    def _of_one_state(self, hit: PersonHit, person: Person) -> bool:
        """Whether a bare name's state is not another than that of a person who is named no more fully."""
        state = self._context.states.get(hit.first)
        return state is None or len(person.full) > 1 or not person.states or state in person.states

    def _note(self, person: Person, hit: PersonHit) -> None:
        if hit.first in self._context.states:
            person.states.add(self._context.states[hit.first])
        person.office = person.office or hit.first in self._context.offices
        person.gender = person.gender or hit.gender
        if hit.title is not None:
            person.titles.append(hit.title.word)


def _kept_apart(hit: PersonHit, person: Person, parted: set[tuple[int, int]]) -> bool:
    return any((hit.first, other.first) in parted for other in person.hits)


def _fits(hit: PersonHit, person: Person) -> bool:
    """Whether form of address and gender allow the name to be this person's."""
    return not (hit.honorific and hit.gender and person.gender and hit.gender != person.gender)


def _is_fathers(hit: PersonHit, word: str, person: Person) -> bool:
    """Whether the word is only the name of the person's father ("Salman" of "Ali bin Salman")."""
    return word == person.father and hit.words[0].lower() not in PATRONYMIC


def _of_gender(hit: PersonHit, bearers: list[Person]) -> list[Person]:
    """Those who are known to be of the gender that the form of address tells, if any.

    Not so where it may as well mean the one set apart: the other is then nobody's mere wife or husband.
    """
    if not hit.honorific or hit.gender is None:
        return bearers
    sure = [person for person in bearers if person.gender == hit.gender]
    apart = any(person.preferred and person.gender is None for person in bearers)
    return bearers if apart and any(person.office for person in sure) else sure or bearers


def _best(hit: PersonHit, bearers: list[Person]) -> Person | None:
    """The bearer with the same title, then who holds an office, then who is nobody's mere relative.

    Among equals the one spoken of most before, else the one named next.
    """
    if not bearers:
        return None
    if hit.title is not None and len(bearers) > 1:
        titled = [person for person in bearers if hit.title.word in person.titles]
        bearers = titled or bearers
    rank = max(map(_rank, bearers))
    bearers = [person for person in bearers if _rank(person) == rank]
    before = [person for person in bearers if any(other.first < hit.first for other in person.hits)]
    if before:
        return max(before, key=lambda person: _standing(person, hit.first))
    return bearers[0]


def _rank(person: Person) -> int:
    """The newspaper's habit: the surname alone is the office-holder's, not the wife's or the brother's."""
    return int(person.office) + int(not person.kin)


def _standing(person: Person, at: int) -> tuple[int, int]:
    """How much a person is spoken of up to a token: how often, more if just before; then the last mention."""
    seen = [hit.first for hit in person.hits if hit.first < at]
    near = NEAR_BONUS if at - seen[-1] < NEAR else 0
    return len(seen) + near, seen[-1]
