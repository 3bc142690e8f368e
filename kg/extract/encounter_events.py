"""An encounter in the making: several mentions joined to one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.extract.encounter_mentions import Encounter
from kg.extract.meeting_moods import CANCELLED, HELD, PLANNED, POSTPONED, PROPOSED
from kg.extract.places import Place
from kg.model.facts import MeetingType

# Of two statuses of one encounter the one told last in life: what was planned may be put off, called off, or held.
STRONGEST = (HELD, POSTPONED, CANCELLED, PLANNED, PROPOSED)


@dataclass
class Event:
    """What is known so far of one encounter (`main`), and all its mentions."""

    main: Encounter
    mentions: list[Encounter]

    def absorb(self, other: Encounter, participants: tuple[str, ...]) -> None:
        """Add a mention; `participants` are those of both."""
        self.mentions.append(other)
        self.main = _joined(self.main, other, participants)

    def settled(self) -> Encounter:
        """The encounter with the evidence of all mentions that name participants."""
        spans = sorted({span for mention in self.mentions for span in mention.evidence if not mention.bare})
        return replace(self.main, evidence=tuple(spans or sorted(self.main.evidence)))


def event_of(encounter: Encounter) -> Event:
    """A new event, of one mention."""
    return Event(encounter, [encounter])


def _joined(a: Encounter, b: Encounter, participants: tuple[str, ...]) -> Encounter:
    """The facts of two mentions as one: what was held counts over what was planned, the exact over the vague."""
    first, second = (a, b) if not b.confidence > a.confidence else (b, a)
    status = next((s for s in STRONGEST if s in (a.status, b.status)), first.status)
    type_ = first.type
    if type_ is MeetingType.VISIT and second.type is not MeetingType.VISIT and len(participants) > 1:
        type_ = second.type
    if MeetingType.SUMMIT in (a.type, b.type) and type_ is MeetingType.TALKS:
        type_ = MeetingType.SUMMIT
    return replace(
        first,
        participants=participants,
        status=status,
        type=type_,
        date=_finer(first, second),
        place=_better(first.place, second.place),
        about=tuple(dict.fromkeys((*a.about, *b.about))),
        inferred=first.inferred and second.inferred,
        anchor=first.anchor if first.anchor is not None else second.anchor,
        shift=first.shift if first.anchor is not None else second.shift,
        confidence=max(a.confidence, b.confidence),
    )


def _finer(first: Encounter, second: Encounter) -> str | None:
    if POSTPONED in (first.status, second.status) and first.status is not second.status:
        return first.date if first.status is POSTPONED else second.date
    dates = [e.date for e in (first, second) if e.date is not None and not e.inferred]
    dates = dates or [e.date for e in (first, second) if e.date is not None]
    exact = [date for date in dates if len(date) == len("2007-02-22")]
    return exact[0] if exact else dates[0] if dates else None


def _better(a: Place | None, b: Place | None) -> Place | None:
    """A place that is told over one that is presumed, one with its state known over one without; else the first."""
    if a is None or b is None:
        return a or b
    if a.presumed and not b.presumed:
        return replace(b, country=b.country or a.country)
    if a.country is None and b.country is not None:
        return replace(a, country=b.country)
    return a
