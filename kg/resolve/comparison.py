"""Whether two articles tell of one meeting: what speaks against it, what speaks for it, and how much.

Something that speaks against it settles it: other days, another place, other persons of the same state, a call on the
one side and a visit on the other. Otherwise each sign counts some points, and SAME of them are enough. That one paper
has a meeting planned and another has it cancelled is no sign: that is what they tell of the same meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.resolve.claims import Encounter, Party

SAME = 7
"""Points from which on two claims are of one meeting: the day, two sides and two more signs. Chosen by reasoning, not
fitted; what it comes to is measured on data/events."""

EXACT = 4
"""Days that a date may mean to count as exact: a summit of three days, and the time zone of the reporter."""

WEEK = 10
MONTH = 31
LONGEST = 92
"""A date that may mean more days than these tells of no certain meeting."""

MANY = 4
"""Sides from which on a meeting is a conference, of which papers name some only."""

# What may be two words for one meeting. A call is never one that people travel to.
_KINDRED = {
    "talks": frozenset({"summit", "visit", "conference", "other"}),
    "summit": frozenset({"talks", "visit", "conference", "ceremony", "other"}),
    "visit": frozenset({"talks", "summit", "ceremony", "other"}),
    "conference": frozenset({"talks", "summit", "ceremony", "other"}),
    "ceremony": frozenset({"summit", "visit", "conference", "other"}),
    "call": frozenset(),
    "other": frozenset({"talks", "summit", "visit", "conference", "ceremony"}),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two claims have in common: `against` settles that they are of two meetings; else the points are counted."""

    against: str = ""
    points: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return not self.against and self.points >= SAME


Sign = tuple[int, str]


def compare(one: Encounter, other: Encounter, towns: frozenset[str]) -> Comparison:
    """What speaks for and against one meeting. The order of the two does not matter.

    Args:
        one: A meeting as one article tells it.
        other: A meeting as another does.
        towns: Folded names of cities, of which two are two places.
    """
    for conflict in _CONFLICTS:
        against = conflict(one, other, towns)
        if against:
            return Comparison(against)
    signs = [sign for each in _SIGNS for sign in each(one, other)]
    return Comparison("", sum(points for points, _ in signs), tuple(reason for _, reason in signs))


# What speaks against


def _same_article(one: Encounter, other: Encounter, towns: frozenset[str]) -> str:
    return "one article tells of both" if one.claim.article == other.claim.article else ""


def _other_days(one: Encounter, other: Encounter, towns: frozenset[str]) -> str:
    apart = one.days[1] < other.days[0] or other.days[1] < one.days[0]
    return "other days" if apart else ""


def _other_type(one: Encounter, other: Encounter, towns: frozenset[str]) -> str:
    first, second = sorted((one.claim.type, other.claim.type))
    return "" if first == second or second in _KINDRED.get(first, ()) else f"a {first} is no {second}"


def _other_place(one: Encounter, other: Encounter, towns: frozenset[str]) -> str:
    if not one.place or not other.place or one.claim.type == "call" or _within(one.place, other.place):
        return ""
    countries = (one.claim.country, other.claim.country)
    if None not in countries and countries[0] != countries[1]:
        return "other countries"
    return "other towns" if {one.place, other.place} <= towns else ""


def _within(one: str, other: str) -> bool:
    """Whether one name is the other, or a part of it: "geneva", "villa in geneva"."""
    first, second = set(one.split()), set(other.split())
    return first <= second or second <= first


def _other_persons(one: Encounter, other: Encounter, towns: frozenset[str]) -> str:
    """Two states that both send somebody send the same, except to a conference, of which papers name some."""
    if len(_shared_persons(one, other)) >= MANY - 1:
        return ""
    for side in sorted(one.sides & other.sides):
        first, second = one.of_side(side), other.of_side(side)
        if first and second and not any(_same_person(each, another) for each in first for another in second):
            return f"other persons of {side}: {first[0].name} and {second[0].name}"
    return ""


def _other_sides(one: Encounter, other: Encounter, towns: frozenset[str]) -> str:
    """Another pair at the same table, or two who met apart from the others; papers may leave out a mediator."""
    shared, first, second = _sides(one, other)
    if not shared:
        return "nobody in common"
    fewer, more = sorted((len(one.sides), len(other.sides)))
    if more >= MANY and 2 * fewer <= more:
        return "half of the other's sides only"
    if first and second and len(shared) < 2 * min(len(first), len(second)) + 1:
        return f"other sides: {', '.join(sorted(first))} and {', '.join(sorted(second))}"
    return ""


def _too_little(one: Encounter, other: Encounter, towns: frozenset[str]) -> str:
    """One side in common is something only where the day is."""
    vague = max(one.width, other.width) > WEEK
    return "one side in common, and no day" if vague and len(one.sides & other.sides) == 1 else ""


_CONFLICTS: tuple[Callable[[Encounter, Encounter, frozenset[str]], str], ...] = (
    _same_article,
    _other_days,
    _other_type,
    _other_place,
    _other_persons,
    _other_sides,
    _too_little,
)


# What speaks for it


def _days(one: Encounter, other: Encounter) -> Iterator[Sign]:
    narrow, wide = sorted((one.width, other.width))
    if wide <= EXACT:
        yield 3, "the same day" if one.days == other.days else "days that overlap"
    elif narrow <= EXACT and wide <= WEEK:
        yield 2, "a day in the other's week"
    elif narrow <= EXACT and wide <= MONTH:
        yield 1, "a day in the other's month"


def _persons(one: Encounter, other: Encounter) -> Iterator[Sign]:
    shared = _shared_persons(one, other)
    if shared:
        yield (3 if len(shared) > 1 else 1), f"the same persons: {', '.join(shared)}"


def _parties(one: Encounter, other: Encounter) -> Iterator[Sign]:
    shared, first, second = _sides(one, other)
    if len(shared) > 1:
        yield 2 + (len(shared) >= MANY - 1), f"the same sides: {', '.join(sorted(shared))}"
    missing = {side for side in first | second if side not in (one.claim.country, other.claim.country)}
    if missing:
        yield -min(len(missing), 2), f"sides that one names only: {', '.join(sorted(missing))}"


def _places(one: Encounter, other: Encounter) -> Iterator[Sign]:
    if one.place and other.place and _within(one.place, other.place):
        yield 2, f"the same place: {one.claim.place}"
    elif one.claim.country and one.claim.country == other.claim.country:
        yield 1, f"the same country: {one.claim.country}"


def _types(one: Encounter, other: Encounter) -> Iterator[Sign]:
    if one.claim.type == other.claim.type and one.claim.type != "other":
        yield 1, f"the same type: {one.claim.type}"


_SIGNS = (_days, _persons, _parties, _places, _types)


def _sides(one: Encounter, other: Encounter) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The sides of both, of the first alone, and of the second alone."""
    return one.sides & other.sides, one.sides - other.sides, other.sides - one.sides


def _shared_persons(one: Encounter, other: Encounter) -> list[str]:
    return [each.name for each in one.persons if any(_same_person(each, another) for another in other.persons)]


def _same_person(one: Party, other: Party) -> bool:
    """One entity, or of one state and called by the surname alone on one side."""
    if one.key == other.key:
        return True
    alone = " " not in one.name or " " not in other.name
    return alone and one.side == other.side and one.surname == other.surname
