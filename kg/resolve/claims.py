"""What articles claim of events: meetings and statements as the resolver of events compares them.

A claim has an IRI of its own, made of its article and its words. Claims of one event share the IRI of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.authority import fold, fold_name
from kg.model.entities import Kind
from kg.resolve.resolver import ClusterEntity, Resolution

Days = tuple[int, int]
"""First and last day that a date may mean, as proleptic ordinals, both inclusive."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One article's meeting or statement.

    Attributes:
        iri: The IRI that the claim has by itself; no two claims have the same.
        article: Id of the article.
        fact: Id of the fact in the article.
        published: Day of publication, ISO; empty if it is not known.
        who: Ids of the article's entities that take part; the speaker of a statement.
        days: The days that its date may mean, if it has a date that is closed on both sides.
    """

    iri: str
    article: str
    fact: str
    published: str
    who: tuple[str, ...]
    days: Days | None

    @property
    def order(self) -> tuple[str, str, str]:
        """Claims of one event go by the IRI of the one that is first in this order: the first published."""
        return (self.published or "9999", self.article, self.iri)


@dataclass(frozen=True, slots=True)
class MeetingClaim(Claim):
    """A meeting as an article tells it; `status` is no matter of comparison, it is what articles disagree on."""

    type: str = ""
    status: str = ""
    place: str = ""
    country: str | None = None


@dataclass(frozen=True, slots=True)
class StatementClaim(Claim):
    """Words that an article has somebody say; `words` is a digest of them without marks, case and blanks."""

    words: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """One who takes part: who it is in the whole collection, and the state that he stands for or is."""

    key: str
    kind: Kind
    name: str
    state: str | None

    @property
    def side(self) -> str:
        """Those of one side stand for the same state; who stands for none is a side of his own."""
        return self.state if self.state and self.kind is not Kind.ORGANIZATION else self.key

    @property
    def surname(self) -> str:
        """The last word of the name, folded."""
        return (fold_name(self.name).split() or [""])[-1]


@dataclass(frozen=True, slots=True)
class Encounter:
    """A meeting's claim made ready for comparison."""

    claim: MeetingClaim
    days: Days
    persons: tuple[Party, ...]
    sides: frozenset[str]
    place: str

    @property
    def iri(self) -> str:
        return self.claim.iri

    @property
    def width(self) -> int:
        """The number of days that the date may mean."""
        return self.days[1] - self.days[0] + 1

    def of_side(self, side: str) -> tuple[Party, ...]:
        """The persons of one side."""
        return tuple(person for person in self.persons if person.side == side)


def encounter(claim: MeetingClaim, resolution: Resolution) -> Encounter | None:
    """The claim ready for comparison; None where it tells too little to be compared: no date, or nobody."""
    if claim.days is None:
        return None
    parties = parties_of(claim, resolution)
    if not parties:
        return None
    return Encounter(
        claim=claim,
        days=claim.days,
        persons=tuple(party for party in parties if party.kind is Kind.PERSON),
        sides=frozenset(party.side for party in parties),
        place=fold(claim.place).removeprefix("the "),
    )


def parties_of(claim: Claim, resolution: Resolution) -> list[Party]:
    """Those who take part, each once, in the order of their keys; a place takes no part."""
    found = {party.key: party for party in _parties(claim, resolution)}
    return [found[key] for key in sorted(found)]


def _parties(claim: Claim, resolution: Resolution) -> Sequence[Party]:
    clusters = [one for entity in claim.who if (one := resolution.get(claim.article, entity)) is not None]
    return [party_of(one) for one in clusters if one.kind is not Kind.PLACE]


def party_of(one: ClusterEntity) -> Party:
    """An entity of the collection as a party."""
    key = f"{one.kind}:{one.qid or fold(one.name)}@{'' if one.qid else one.country or ''}"
    return Party(key, one.kind, one.name, one.country)
