"""Events of a store: what articles claim, which claims are of one event, and what humans have decided of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.authority import fold
from kg.authority.authority import Authority
from kg.lexicon import Lexicon
from kg.link.decisions import Decisions, EventDecision, Verb
from kg.model.extraction import Extraction
from kg.model.facts import Meeting, Statement
from kg.rdf.edtf import bounds
from kg.rdf.mapping import mint_facts
from kg.resolve.claims import Claim, Days, MeetingClaim, StatementClaim
from kg.resolve.events import EventResolution, Pair, Rulings, resolve_events
from kg.resolve.resolver import Resolution

LEAST_WORDS = 6
"""Words that a statement must have: "this is a good day" is said by many, and often."""


def claims_of(extraction: Extraction, base: str) -> tuple[Claim, ...]:
    """What an article claims of events; its entities are to be linked, as the IRIs of claims rest on them."""
    return tuple(
        claim for iri, fact in mint_facts(extraction, base) if (claim := _claim(extraction, iri, fact)) is not None
    )


def _claim(extraction: Extraction, iri: str, fact: object) -> Claim | None:
    article = extraction.article
    published = article.date or article.dateline or ""
    if isinstance(fact, Meeting):
        return MeetingClaim(
            *(iri, article.id, fact.id, published, fact.participants, _days(fact.date)),
            type=fact.type.value,
            status=fact.status.value,
            place=fact.place or "",
            country=fact.country,
        )
    if isinstance(fact, Statement) and (words := _words(fact.text)):
        who = (fact.speaker,) if fact.speaker else ()
        source = fold(fact.speaker_text)
        return StatementClaim(iri, article.id, fact.id, published, who, _days(fact.date), words=words, source=source)
    return None


def _days(value: str | None) -> Days | None:
    limits = bounds(value) if value else None
    return (limits.start.toordinal(), limits.end.toordinal()) if limits else None


def _words(text: str) -> str:
    """A digest of the words of a statement without marks and case; empty for one that is too short to tell."""
    words = "".join(character if character.isalnum() else " " for character in fold(text)).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16] if len(words) >= LEAST_WORDS else ""


def towns_of(lexicon: Lexicon, authority: Authority) -> frozenset[str]:
    """Folded names of cities: two of them are two places."""
    capitals = (record.capital for record in authority.countries if record.capital)
    return frozenset(fold(name) for name in (*lexicon.words("places", "name", kind="city"), *capitals))


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a store. `problems` are decisions that were not applied, `unmatched` those on claims not there."""

    resolution: EventResolution
    problems: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()


def merge_claims(
    claims: Sequence[Claim], resolution: Resolution, decisions: Decisions, *, towns: frozenset[str]
) -> Events:
    """Which claims are of one event, by what they tell and by what humans have decided."""
    known = {claim.iri for claim in claims}
    unmatched = [row for row in decisions.events if not {row.subject, row.other} <= known]
    rows = [row for row in decisions.events if row not in unmatched]
    rejected = _contradictions(rows)
    held = [row for row in rows if row not in rejected]
    found = resolve_events(claims, resolution, towns=towns, rulings=_rulings(held))
    return Events(
        found,
        tuple(f"{decisions.path}:{row.line}: {row}: contradicts other decisions: not applied" for row in rejected),
        tuple(f"{decisions.path}:{row.line}: {row}: the store has no such event" for row in unmatched),
    )


def _rulings(rows: Iterable[EventDecision]) -> Rulings:
    pairs: dict[Verb, set[Pair]] = {Verb.SAME: set(), Verb.DIFFERENT: set()}
    for row in rows:
        pairs[row.verb].add(_pair(row))
    return Rulings(frozenset(pairs[Verb.SAME]), frozenset(pairs[Verb.DIFFERENT]))


def _pair(row: EventDecision) -> Pair:
    return (row.subject, row.other) if row.subject < row.other else (row.other, row.subject)


def _contradictions(rows: Sequence[EventDecision]) -> list[EventDecision]:
    """Decisions by which two claims are one event and two: all that join them, and those that part them."""
    group = _joined(row for row in rows if row.verb is Verb.SAME)
    parted = [row for row in rows if row.verb is Verb.DIFFERENT]
    broken = {
        group[row.subject] for row in parted if row.subject in group and group[row.subject] == group.get(row.other)
    }
    return [
        row
        for row in rows
        if group.get(row.subject) in broken and (row.verb is Verb.SAME or group.get(row.other) in broken)
    ]


def _joined(rows: Iterable[EventDecision]) -> Mapping[str, int]:
    """The number of its group for every claim that is decided to be the same as another."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        first, second = (groups.get(iri, [iri]) for iri in _pair(row))
        if first is not second:
            joined = [*first, *second]
            groups.update(dict.fromkeys(joined, joined))
    return {iri: id(group) for iri, group in groups.items()}
