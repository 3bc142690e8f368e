"""States that the text sets side by side, and the persons whom it names for them in the same order.

"The presidents of Chile and Peru met. A and B signed …", "Chile and Peru … Their ministers, A and B": the persons of a
list are told one to each state. What is known of one of them must not contradict the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.annotate.hits import Hit
from kg.annotate.people import Person
from kg.annotate.persons import PersonHit
from kg.annotate.phrases import words_of
from kg.annotate.role_phrases import Role
from kg.annotate.roles import RoleFinder
from kg.annotate.titles import Title, Titles
from kg.model.document import Document
from kg.model.entities import Kind

# How many sentences after the states the persons may be named.
REACH = 2
# How many if they are said to hold one office, and one of them is known to speak for one of the states.
FAR = 30
LIST_WORDS = frozenset({",", "and", "of", "the", "&"})


@dataclass(frozen=True, slots=True)
class Sides:
    """States named side by side, ending before token `last`; with the office of which they have one holder each."""

    first: int
    last: int
    states: tuple[str, ...]
    title: Title | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """What the sides of an article tell: states and roles by the first token of a name."""

    states: Mapping[int, str]
    roles: Mapping[int, Role]


class SideReader:
    """Reads the sides of one document.

    Args:
        titles: The offices.
        doc: The document.
        hits: Its states and places.
        persons: Its names of persons, in text order.
    """

    def __init__(self, titles: Titles, doc: Document, hits: Sequence[Hit], persons: Sequence[PersonHit]) -> None:
        self._titles = titles
        self._doc = doc
        self._words = words_of(doc)
        self._hits = [hit for hit in hits if hit.country and hit.kind is not Kind.ORGANIZATION]
        self._covered = {i for hit in self._hits for i in range(hit.first, hit.last)}
        self._persons = persons
        self._home: dict[int, Person] = {}

    def read(
        self,
        finder: RoleFinder,
        people: Sequence[Person],
        roles: Mapping[int, Sequence[Role]],
        known: Mapping[int, str | None],
    ) -> Placed:
        """The states and roles of persons of whom the text does not tell them otherwise.

        Args:
            finder: Tells what a role says.
            people: The persons.
            roles: Their stated roles, by `id`.
            known: The states that are known already, by `id`.
        """
        self._home = {hit.first: person for person in people for hit in person.hits}
        states: dict[int, str] = {}
        added: dict[int, Role] = {}
        sides = self._sides(finder)
        for names in self._lists():
            owners = [self._home[hit.first] for hit in names]
            theirs = _offices(roles[id(owners[0])])
            listed = any(role.title.plural for role in theirs)
            if theirs and not listed:
                continue
            codes = [known[id(person)] for person in owners]
            sure = listed and any(codes)
            side = self._side_before(sides, names, FAR if sure else REACH)
            if side is None or not (sure or side.title or self._owned(theirs, names[0])):
                continue
            placed = in_order(codes, side.states)
            if placed is None or (not listed and any(_offices(roles[id(person)]) for person in owners)):
                continue
            for hit, code in zip(names, placed, strict=True):
                states[hit.first] = code
                if not listed and side.role is not None:
                    added[hit.first] = side.role
        return Placed(states, added)

    def _owned(self, roles: Sequence[Role], name: PersonHit) -> bool:
        """Whether a role in the plural before the name belongs to "their"."""
        return any(
            role.title.plural
            and role.first
            and self._words[role.first - 1].lower() == "their"
            and role.last < name.first
            for role in roles
        )

    def _side_before(self, sides: Sequence[Sides], names: Sequence[PersonHit], reach: int) -> Sides | None:
        """The sides named last before a list, as many as it has names, not among its own words."""
        at = names[0].first
        sentence = self._doc.tokens[at].sentence
        for side in reversed(sides):
            if side.last > at or len(side.states) != len(names):
                continue
            return side if sentence - self._doc.tokens[side.first].sentence <= reach else None
        return None

    def _lists(self) -> list[list[PersonHit]]:
        """The lists of two or more names, joined by commas and "and"."""
        lists: list[list[PersonHit]] = []
        for hit in self._persons:
            if lists and self._joined(lists[-1][-1], hit):
                lists[-1].append(hit)
            else:
                lists.append([hit])
        return [names for names in lists if len({id(self._home[hit.first]) for hit in names}) == len(names) > 1]

    def _joined(self, one: PersonHit, other: PersonHit) -> bool:
        end = other.first if other.title_first is None else other.title_first
        between = range(one.last, end)
        if not 0 < len(between) < 8 or self._doc.tokens[one.first].sentence != self._doc.tokens[other.first].sentence:
            return False
        return all(self._words[i] in LIST_WORDS or i in self._covered for i in between) and any(
            self._words[i] in ("and", ",") for i in between
        )

    def _sides(self, finder: RoleFinder) -> list[Sides]:
        found: list[Sides] = []
        group: list[Hit] = []
        for hit in self._hits:
            if group and self._coordinated(group[-1], hit):
                group.append(hit)
                continue
            self._add(finder, group, found)
            group = [hit]
        self._add(finder, group, found)
        return found

    def _coordinated(self, one: Hit, other: Hit) -> bool:
        words = [word for word in self._words[one.last : other.first] if word not in ("the", "'s", "'")]
        same = self._doc.tokens[one.first].sentence == self._doc.tokens[other.first].sentence
        return same and words in (["and"], [","], [",", "and"])

    def _add(self, finder: RoleFinder, group: Sequence[Hit], found: list[Sides]) -> None:
        states = tuple(dict.fromkeys(hit.country for hit in group if hit.country))
        if len(states) < 2 or len(states) != len(group) or "and" not in self._words[group[0].first : group[-1].last]:
            return
        first, last = group[0].first, group[-1].last
        after = self._titles.find(self._words, last) if last < len(self._words) else None
        of = first - 1 if first and self._words[first - 1] != "the" else first - 2
        before = self._titles.head_at(self._words, of) if of > 0 and self._words[of] == "of" else None
        if before is not None and before[1].plural:
            found.append(Sides(before[0], last, states, before[1], finder.phrases.role(before[0], of, before[1])))
        elif after is not None and after[1].plural:
            found.append(Sides(first, after[0], states, after[1], finder.phrases.role(last, after[0], after[1])))
        else:
            found.append(Sides(first, last, states))


def _offices(roles: Sequence[Role]) -> list[Role]:
    """The roles that are more than a rank or a form of address."""
    return [role for role in roles if role.title.class_ not in ("noble", "kin", "private")]


def in_order(known: Sequence[str | None], states: Sequence[str]) -> list[str] | None:
    """One state for each person: those known, the others by elimination or in order; None on a contradiction."""
    if any(code is not None and code not in states for code in known) or len(known) != len(states):
        return None
    left = [state for state in states if state not in known]
    if len(left) != sum(code is None for code in known):
        return None
    return [code if code is not None else left.pop(0) for code in known]
