"""Claims of many articles → events: meetings that several articles tell of, and statements that several have printed.

The result is a function of the set of claims, whatever the order in which articles came. Claims are compared only where
two of their sides and a day are the same, so the work grows with the reports of one event and not with the collection.
Pairs are joined from the surest on, and never against what speaks against it, or against a human.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise

from kg.resolve.claims import Claim, Encounter, MeetingClaim, StatementClaim, encounter, parties_of
from kg.resolve.comparison import LONGEST, WEEK, Comparison, compare
from kg.resolve.resolver import Resolution

SYNDICATED = 7
"""Days after which the same words are a new statement, unless both are dated alike."""

DECIDED = "decided by a human"

Pair = tuple[str, str]
Block = tuple[str, object, tuple[str, ...]]
"""Claims of one block have sides and a day, or a month, in common."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Two claims that are of one event, and why. `one` comes before `other` in the order of IRIs."""

    one: str
    other: str
    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Two or more claims of one event, under the IRI of the one that was published first."""

    iri: str
    claims: tuple[Claim, ...]
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class Rulings:
    """What humans have decided of pairs of claims, each pair in the order of IRIs."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


class EventResolution:
    """Read-only: the event that a claim belongs to."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.events = tuple(sorted(events, key=lambda event: event.iri))
        self._of = {claim.iri: event for event in self.events for claim in event.claims}
        self._facts = {(claim.article, claim.fact): event for event in self.events for claim in event.claims}

    def of(self, iri: str) -> Event | None:
        """The event of the claim with that IRI; None if the claim stands alone."""
        return self._of.get(iri)

    def node(self, article: str, fact: str) -> str | None:
        """The IRI of the event of an article's fact; None if the fact has its own."""
        event = self._facts.get((article, fact))
        return event.iri if event else None

    def replaced(self) -> dict[str, str]:
        """The IRIs of claims that go by another's: the event's IRI by the claim's own."""
        return {claim.iri: event.iri for event in self.events for claim in event.claims if claim.iri != event.iri}


def resolve_events(
    claims: Iterable[Claim],
    resolution: Resolution,
    *,
    towns: frozenset[str] = frozenset(),
    rulings: Rulings | None = None,
) -> EventResolution:
    """The events that more than one claim is of.

    Args:
        claims: Of all articles, in any order; of claims with one IRI only the first in order counts.
        resolution: Who the articles' entities are.
        towns: Folded names of cities.
        rulings: What humans have decided. Pairs that contradict one another must be left out before.
    """
    rulings = rulings or Rulings()
    known: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda claim: claim.order):
        known.setdefault(claim.iri, claim)
    meetings = [claim for claim in known.values() if isinstance(claim, MeetingClaim)]
    ready = {each.iri: each for claim in meetings if (each := encounter(claim, resolution)) is not None}
    statements = [claim for claim in known.values() if isinstance(claim, StatementClaim)]
    work = _Joining(known, ready, towns, rulings)
    work.decree()
    found = [*_meeting_merges(ready, towns), *_statement_merges(statements, resolution)]
    work.join(sorted(found, key=lambda merge: (-merge.points, merge.one, merge.other)))
    return EventResolution(work.events())


def _meeting_merges(ready: Mapping[str, Encounter], towns: frozenset[str]) -> Iterator[Merge]:
    for one, other in sorted(candidate_pairs(ready.values())):
        found = compare(ready[one], ready[other], towns)
        if found.same:
            yield Merge(one, other, found.points, found.reasons)


# Blocking


def candidate_pairs(encounters: Iterable[Encounter]) -> set[Pair]:
    """The pairs that are worth a comparison: two sides and a day or month in common, or the only side and a day."""
    blocks: dict[Block, tuple[list[str], list[str]]] = {}
    for each in encounters:
        for block, special in _blocks(each):
            blocks.setdefault(block, ([], []))[special].append(each.iri)
    pairs: set[Pair] = set()
    for many, few in blocks.values():
        pairs |= {_pair(one, other) for one, other in combinations(few, 2)}
        pairs |= {_pair(one, other) for one in many for other in few}
    return pairs


def _blocks(each: Encounter) -> Iterator[tuple[Block, bool]]:
    """The blocks of a claim, and whether it is compared with all that are in it, not only with such as are."""
    if each.width > LONGEST:
        return
    exact = each.width <= WEEK
    days = range(each.days[0], each.days[1] + 1) if exact else ()
    for pair in combinations(sorted(each.sides), 2):
        yield from ((("pair", day, pair), True) for day in days)
        yield from ((("pair", month, pair), not exact) for month in _months(each))
    for side in sorted(each.sides):
        yield from ((("side", day, (side,)), len(each.sides) == 1) for day in days)


def _months(each: Encounter) -> Iterator[tuple[int, int]]:
    first, last = date.fromordinal(each.days[0]), date.fromordinal(each.days[1])
    for number in range(first.year * 12 + first.month, last.year * 12 + last.month + 1):
        yield divmod(number - 1, 12)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


# Statements


def _statement_merges(statements: Sequence[StatementClaim], resolution: Resolution) -> Iterator[Merge]:
    """The same words of the same speaker, printed within a week or dated alike."""
    by_words: dict[tuple[str, str], list[StatementClaim]] = {}
    for claim in statements:
        by_words.setdefault((claim.words, _speaker(claim, resolution)), []).append(claim)
    for group in by_words.values():
        group.sort(key=lambda claim: claim.order)
        for one, other in pairwise(group):
            reason = _printed(one, other)
            if reason:
                yield Merge(*_pair(one.iri, other.iri), 9, ("the same words of the same speaker", reason))


def _speaker(claim: StatementClaim, resolution: Resolution) -> str:
    """Who speaks: an entity, else the words that stand for the source."""
    parties = parties_of(claim, resolution)
    return parties[0].key if parties else f"source:{claim.source}"


def _printed(one: StatementClaim, other: StatementClaim) -> str:
    """Why two claims of the same words are of one time; empty if they are not."""
    if one.article == other.article:
        return ""
    if one.days and other.days:
        overlap = one.days[0] <= other.days[1] and other.days[0] <= one.days[1]
        return "days that overlap" if overlap else ""
    if not one.published or not other.published:
        return ""
    apart = abs(_ordinal(other.published) - _ordinal(one.published))
    return f"printed {apart} days apart" if apart <= SYNDICATED else ""


def _ordinal(day: str) -> int:
    """A day of publication as a number; of a month or a year the first day."""
    year, month, number = [*(int(part) for part in day[:10].split("-")), 1, 1][:3]
    return date(year, month, number).toordinal()


# Joining


@dataclass(slots=True)
class _Joining:
    """Claims on their way to events."""

    known: Mapping[str, Claim]
    ready: Mapping[str, Encounter]
    towns: frozenset[str]
    rulings: Rulings
    groups: dict[str, list[str]] = field(default_factory=dict)
    decreed: Mapping[str, list[str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)

    def decree(self) -> None:
        """Join what humans have decided to be one, whatever speaks against it."""
        pairs = [pair for pair in sorted(self.rulings.same) if set(pair) <= self.known.keys()]
        for pair in pairs:
            self._unite(Merge(*pair, 0, (DECIDED,)))
        self.decreed = dict(self.groups)

    def join(self, merges: Iterable[Merge]) -> None:
        """Join the claims of each pair with all that they are joined with already, if nothing speaks against it."""
        for merge in merges:
            first, second = (self.groups.get(iri, [iri]) for iri in (merge.one, merge.other))
            if first is second or not any(self._apart(a, b) for a in first for b in second):
                self._unite(merge)

    def _unite(self, merge: Merge) -> None:
        self.merges.append(merge)
        first, second = (self.groups.get(iri, [iri]) for iri in (merge.one, merge.other))
        if first is not second:
            joined = [*first, *second]
            self.groups.update(dict.fromkeys(joined, joined))

    def _apart(self, one: str, other: str) -> bool:
        """Whether two claims cannot be of one event, nor any that humans have put beside them."""
        if _pair(one, other) in self.rulings.different:
            return True
        beside = [(a, b) for a in self.decreed.get(one, [one]) for b in self.decreed.get(other, [other])]
        return all(self._against(*_pair(a, b)) for a, b in beside)

    def _against(self, one: str, other: str) -> bool:
        if one in self.ready and other in self.ready:
            return bool(self.compare(one, other).against)
        return self.known[one].article == self.known[other].article

    def compare(self, one: str, other: str) -> Comparison:
        return compare(self.ready[one], self.ready[other], self.towns)

    def events(self) -> Iterator[Event]:
        """The groups of more than one claim, each with the pairs that made it."""
        made: dict[int, list[Merge]] = {}
        for merge in sorted(self.merges, key=lambda merge: (merge.one, merge.other)):
            made.setdefault(id(self.groups[merge.one]), []).append(merge)
        for group in {id(group): group for group in self.groups.values()}.values():
            claims = sorted((self.known[iri] for iri in group), key=lambda claim: claim.order)
            yield Event(claims[0].iri, tuple(claims), tuple(made[id(group)]))
