"""Mentions of encounters → one meeting per encounter.

Two mentions are of one encounter when their participants go together and nothing that they tell contradicts: day,
place, type, status. A mention without participants of its own stands for the last encounter that it can stand for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.extract.encounter_company import Company, lacks_sides
from kg.extract.encounter_events import Event, event_of
from kg.extract.encounter_fit import SAME_TALKS, EncounterFit, dates_fit, places_fit
from kg.extract.encounter_index import EventIndex
from kg.extract.encounter_mentions import Encounter
from kg.extract.meeting_context import MeetingContext
from kg.extract.meeting_moods import CANCELLED, DENIED, HELD, PLANNED, POSTPONED, PROPOSED
from kg.model.document import Document
from kg.model.facts import MeetingType

# "expected there" is at what was told so many sentences before at most.
NEXT = 2
# A definite mention reaches this many sentences back.
REACH = 20
# A signing told of one side only is that of the full one within so many sentences.
SUPPORT = 4


class MeetingMerger:
    """Encounters of one document, in text order → merged encounters."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._fit = EncounterFit(doc)
        self._company = Company(doc, self._fit)
        self._index = EventIndex(doc, self._fit)

    def merge(self, encounters: list[Encounter]) -> list[Encounter]:
        """One encounter for each that took place or was to, in the order in which they are first told."""
        for encounter in encounters:
            self._add(encounter)
        for encounter in encounters:
            if encounter.partial:
                self._support(encounter)
        for encounter in encounters:
            if encounter.bare and not lacks_sides(encounter):
                self._refer(encounter)
        events = self._joined_late()
        events.sort(key=lambda event: min(m.trigger for m in event.mentions))
        MeetingContext(self._doc, self._fit, events).complete({e.trigger: e.date for e in encounters if e.bare})
        return [event.settled() for event in events]

    def _add(self, encounter: Encounter) -> None:
        """A mention that names participants, or whose participants another one tells."""
        if encounter.pending or encounter.social or lacks_sides(encounter):
            self._extend(self._company.complete(encounter, self._index.events))
        elif encounter.kind == "attend":
            self._attend(encounter)
        elif not encounter.bare and not encounter.partial:
            self._join(encounter)

    def _extend(self, events: Iterable[Event]) -> None:
        for event in events:
            self._index.add(event)

    def _join(self, encounter: Encounter) -> None:
        for event in reversed(self._index.akin(encounter)):
            if self._fit.same(event.main, encounter):
                self._absorb(event, encounter)
                return
        self._index.add(event_of(encounter))

    def _attend(self, encounter: Encounter) -> None:
        """ "X is expected there": at the gathering told just before, else a visit."""
        for event in reversed(self._index.near(encounter, before=NEXT)):
            main = event.main
            if main.kind == "gathering" and main.status is encounter.status:
                self._absorb(event, replace(encounter, place=None, confidence=0.0, type=main.type))
                return
        self._index.add(event_of(replace(encounter, kind="trip")))

    def _support(self, encounter: Encounter) -> None:
        """A signing of which only one side is named gives its day to the one told in full nearby."""
        for event in self._index.near(encounter, before=SUPPORT, after=SUPPORT):
            main = event.main
            distance = abs(self._sentence(main) - self._sentence(encounter))
            near = main.type is encounter.type and main.status is HELD and distance <= SUPPORT
            if near and dates_fit(main.date, encounter.date) and places_fit(main.place, encounter.place):
                self._absorb(event, replace(encounter, participants=(), confidence=0.0))
                return

    def _joined_late(self) -> list[Event]:
        """The events, joined where they have come to agree by what later mentions told of them."""
        told, self._index = self._index, EventIndex(self._doc, self._fit)
        for event in told:
            akin = self._index.akin(event.main)
            other = next((kept for kept in akin if self._fit.same(kept.main, event.main)), None)
            if other is None:
                self._index.add(event)
            else:
                for mention in event.mentions:
                    self._absorb(other, mention)
        return list(self._index)

    def _absorb(self, event: Event, other: Encounter) -> None:
        event.absorb(other, self._fit.union(event.main, other))
        self._index.note(event)

    def _refer(self, encounter: Encounter) -> None:
        """A bare mention: of the last encounter that fits, or a new one with its participants."""
        near = self._index.near(encounter, before=REACH)
        before = [event for event in near if any(m.trigger < encounter.trigger for m in event.mentions)]
        before.sort(
            key=lambda event: max(m.trigger for m in event.mentions if m.trigger < encounter.trigger), reverse=True
        )
        for event in before:
            if encounter.definite and self._refers(event.main, encounter):
                self._update(event, encounter)
                return
        self._extend(self._company.borrow(encounter, before, self._last_sentence))

    def _update(self, event: Event, mention: Encounter) -> None:
        """What a bare mention adds to its encounter: a plan may be called off or put off by it."""
        main, status = event.main, mention.status
        ahead = main.status in (PLANNED, PROPOSED)
        if status is DENIED and ahead:
            status = CANCELLED
        undone = ahead and status in (CANCELLED, POSTPONED)
        kept = replace(
            mention, status=status if undone else main.status, participants=(), type=main.type, confidence=0.0
        )
        if undone and status is POSTPONED:
            event.main = replace(main, date=mention.date)
        self._absorb(event, kept)

    def _same_paragraph(self, a: Encounter, b: Encounter) -> bool:
        return self._doc.sentence_of(a.trigger).paragraph == self._doc.sentence_of(b.trigger).paragraph

    def _sentence(self, encounter: Encounter) -> int:
        return self._doc.tokens[encounter.trigger].sentence

    def _last_sentence(self, event: Event, encounter: Encounter) -> int:
        triggers = [m.trigger for m in event.mentions if m.trigger < encounter.trigger]
        return self._doc.tokens[max(triggers)].sentence

    def _refers(self, event: Encounter, mention: Encounter) -> bool:
        types = event.type == mention.type or {event.type, mention.type} <= SAME_TALKS - {MeetingType.CEREMONY}
        near = self._sentence(event) == self._sentence(mention)
        if event.shift and event.anchor == mention.trigger:
            return False
        if event.pending or (mention.kind == "trip" and event.type is not MeetingType.VISIT and not near):
            return False
        if mention.participants and not set(mention.participants) & set(event.participants):
            return False
        if event.status is DENIED or (mention.status in (CANCELLED, POSTPONED) and event.status is HELD):
            return False
        if mention.status is HELD and event.status is PROPOSED and mention.date is not None:
            return False
        if mention.status is POSTPONED:
            return types
        if (
            mention.status is HELD
            and event.date is None
            and mention.date is not None
            and not self._same_paragraph(event, mention)
        ):
            return False
        if mention.status is PLANNED and event.status is HELD and (mention.date != event.date or mention.again):
            return False
        return types and dates_fit(event.date, mention.date) and places_fit(event.place, mention.place)
