"""What there is to say of a store's events: their articles, the reasons, and what the articles disagree on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kg.config import Settings
from kg.errors import NotFoundError
from kg.linking import Linking, link_store, stored_decisions
from kg.merging import towns_of
from kg.pipeline import load_pipeline
from kg.resolve.claims import Claim, MeetingClaim, encounter
from kg.resolve.comparison import SAME, compare
from kg.resolve.events import Event
from kg.store import open_store
from kg.store.extractions import ExtractionCache

TOLD = ("status", "type", "place", "country")


@dataclass(frozen=True, slots=True)
class Described:
    """An event with what its articles tell differently: the property, and what each article has, by its own IRI."""

    event: Event
    disagreements: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def describe_events(settings: Settings, names: Sequence[str] = ()) -> Iterator[Described]:
    """The events of a store, or those that the IRIs belong to.

    Raises:
        NotFoundError: An IRI is that of no event of several articles.
    """
    found = _link(settings).events.resolution
    wanted = [found.of(_full(name, settings)) for name in names]
    if None in wanted:
        raise NotFoundError(f"{names[wanted.index(None)]}: no event of several articles has that IRI")
    for event in [event for event in wanted if event is not None] or found.events:
        yield Described(event, tuple(_disagreements(event.claims)))


def compare_events(one: str, other: str, settings: Settings) -> str:
    """Why two claims, by the IRIs that they have by themselves, are of one meeting or not.

    Raises:
        NotFoundError: The store has no meeting of that IRI.
    """
    linking, pipeline = _link(settings), load_pipeline(settings)
    claims = {claim.iri: claim for each in linking.articles.values() for claim in each.claims}
    ready = []
    for name in (one, other):
        claim = claims.get(_full(name, settings))
        if not isinstance(claim, MeetingClaim):
            raise NotFoundError(f"{name}: no article has a meeting of that IRI")
        ready.append((claim, encounter(claim, linking.resolution)))
    (first, a), (second, b) = ready
    event = linking.events.resolution.of(first.iri)
    together = event is not None and event is linking.events.resolution.of(second.iri)
    verdict = "one event" if together else "two events"
    if a is None or b is None:
        return f"{verdict}: one of them has no date that is closed on both sides, or nobody who takes part"
    found = compare(a, b, towns_of(pipeline.lexicon, pipeline.authority))
    why = found.against or f"{found.points} points of {SAME}: {'; '.join(found.reasons) or 'nothing in common'}"
    return f"{verdict}: {why}"


def _link(settings: Settings) -> Linking:
    pipeline = load_pipeline(settings)
    with open_store(settings.target, read_only=True), ExtractionCache(settings.store) as cache:
        return link_store(cache, pipeline, stored_decisions(settings))


def _full(name: str, settings: Settings) -> str:
    return name if name.startswith(settings.base_iri) else settings.base_iri + name


def _disagreements(claims: Sequence[Claim]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """The properties of which not all that tell them tell the same."""
    for name in ("date", *TOLD):
        told = tuple((claim.iri, value) for claim in claims if (value := _value(claim, name)))
        if len({value for _, value in told}) > 1:
            yield name, told


def _value(claim: Claim, name: str) -> str:
    if name != "date":
        return str(getattr(claim, name, None) or "")
    if claim.days is None:
        return ""
    first, last = (date.fromordinal(day).isoformat() for day in claim.days)
    return first if first == last else f"{first}/{last}"


def event_text(described: Described) -> str:
    """An event for people."""
    event = described.event
    lines = [event.iri]
    lines += [f"  told by {claim.article} ({claim.published or 'no date'}) as {claim.iri}" for claim in event.claims]
    lines += [f"  one, because: {'; '.join(merge.reasons)}" for merge in event.merges]
    for name, told in described.disagreements:
        lines.append(f"  {name} differs: {', '.join(dict.fromkeys(value for _, value in told))}")
    return "\n".join(lines)


def event_json(described: Described) -> dict[str, Any]:
    """An event for programs."""
    event = described.event
    return {
        "iri": event.iri,
        "claims": [{"iri": each.iri, "article": each.article, "published": each.published} for each in event.claims],
        "merges": [
            {"one": each.one, "other": each.other, "points": each.points, "reasons": list(each.reasons)}
            for each in event.merges
        ],
        "disagreements": {name: dict(told) for name, told in described.disagreements},
    }
