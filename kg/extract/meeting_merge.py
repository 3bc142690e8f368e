"""Mentions of encounters → one meeting per encounter.

Two mentions are of one encounter when their participants go together and nothing that they tell contradicts: day,
place, type, status. A mention without participants of its own stands for the last encounter that it can stand for.
"""

from __future__ import annotations

from dataclasses import replace

from kg.extract.encounter_events import Event, event_of
from kg.extract.encounter_fit import SAME_TALKS, EncounterFit, dates_fit, places_fit
from kg.extract.encounters import Encounter
from kg.extract.meeting_context import MeetingContext
from kg.extract.meeting_status import CANCELLED, DENIED, HELD, PLANNED, POSTPONED, PROPOSED
from kg.model.document import Document
from kg.model.facts import MeetingType

# A definite mention reaches this many sentences back.
REACH = 20
# A signing told of one side only is that of the full one within so many sentences.
SUPPORT = 4


class MeetingMerger:
    """Encounters of one document, in text order → merged encounters."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._fit = EncounterFit(doc)
        self._events: list[Event] = []

    def merge(self, encounters: list[Encounter]) -> list[Encounter]:
        """One encounter for each that took place or was to, in the order in which they are first told."""
        for encounter in encounters:
            if encounter.pending:
                self._complete(encounter)
            elif not encounter.bare and not encounter.partial:
                self._add(encounter)
        for encounter in encounters:
            if encounter.partial:
                self._support(encounter)
        for encounter in encounters:
            if encounter.bare:
                self._refer(encounter)
        self._join_late()
        self._events.sort(key=lambda event: min(m.trigger for m in event.mentions))
        MeetingContext(self._doc, self._fit, self._events).complete()
        return [event.settled() for event in self._events]

    def _add(self, encounter: Encounter) -> None:
        for event in reversed(self._events):
            if self._fit.same(event.main, encounter):
                self._absorb(event, encounter)
                return
        self._events.append(Event(encounter, [encounter]))

    def _complete(self, encounter: Encounter) -> None:
        """ "met the two men", "saw each minister": the members are those of the last encounter of several persons."""
        for event in reversed(self._events):
            persons = self._fit.persons(event.main)
            others = [e for e in event.main.participants if e in persons]
            if len(others) > 1 and not set(others) & set(encounter.participants):
                who = (*encounter.participants, *others)
                self._events.append(event_of(replace(encounter, participants=who, confidence=0.6)))
                return

    def _support(self, encounter: Encounter) -> None:
        """A signing of which only one side is named gives its day to the one told in full nearby."""
        for event in self._events:
            distance = abs(self._doc.tokens[event.main.trigger].sentence - self._doc.tokens[encounter.trigger].sentence)
            main = event.main
            near = main.type is encounter.type and main.status is HELD and distance <= SUPPORT
            if near and dates_fit(main.date, encounter.date) and places_fit(main.place, encounter.place):
                self._absorb(event, replace(encounter, participants=(), confidence=0.0))
                return

    def _join_late(self) -> None:
        """Join events that have come to agree by what later mentions told of them."""
        kept: list[Event] = []
        for event in self._events:
            other = next((k for k in kept if self._fit.same(k.main, event.main)), None)
            if other is None:
                kept.append(event)
            else:
                for mention in event.mentions:
                    self._absorb(other, mention)
        self._events = kept

    def _absorb(self, event: Event, other: Encounter) -> None:
        event.absorb(other, self._fit.union(event.main, other))

    def _refer(self, encounter: Encounter) -> None:
        """A bare mention: of the last encounter that fits, or a new one with its participants."""
        before = [
            event
            for event in self._events
            if any(m.trigger < encounter.trigger for m in event.mentions)
            and self._doc.tokens[encounter.trigger].sentence - self._last_sentence(event, encounter) <= REACH
        ]
        before.sort(
            key=lambda event: max(m.trigger for m in event.mentions if m.trigger < encounter.trigger), reverse=True
        )
        for event in before:
            if encounter.definite and self._refers(event.main, encounter):
                self._update(event, encounter)
                return
        self._borrow(encounter, before)

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

    def _last_sentence(self, event: Event, encounter: Encounter) -> int:
        triggers = [m.trigger for m in event.mentions if m.trigger < encounter.trigger]
        return self._doc.tokens[max(triggers)].sentence

    def _refers(self, event: Encounter, mention: Encounter) -> bool:
        types = event.type == mention.type or {event.type, mention.type} <= SAME_TALKS - {MeetingType.CEREMONY}
        near = self._doc.tokens[event.trigger].sentence == self._doc.tokens[mention.trigger].sentence
        if event.pending or (mention.kind == "trip" and event.type is not MeetingType.VISIT and not near):
            return False
        if mention.participants and not set(mention.participants) & set(event.participants):
            return False
        if event.status is DENIED or (mention.status in (CANCELLED, POSTPONED) and event.status is HELD):
            return False
        if mention.status is POSTPONED:
            return types
        if mention.status is PLANNED and event.status is HELD and mention.date != event.date:
            return False
        return types and dates_fit(event.date, mention.date) and places_fit(event.place, mention.place)

    def _borrow(self, encounter: Encounter, before: list[Event]) -> None:
        """A called-off or planned encounter without names is one of those told of last."""
        if encounter.weak and encounter.status is HELD:
            own = replace(encounter, participants=encounter.weak, bare=False, confidence=0.5)
            self._events.append(event_of(own))
            return
        status = encounter.status in (CANCELLED, POSTPONED, PLANNED) and encounter.date is not None
        status = status or (encounter.kind == "meet" and encounter.date is not None and encounter.place is not None)
        if not status or encounter.participants or encounter.kind in ("trip", "call", "process"):
            return
        if encounter.kind == "meet" and encounter.status is HELD:
            before = sorted(before, key=lambda event: len(event.main.participants), reverse=True)[:1]
        before = [event for event in before if len(event.main.participants) > 1]
        fitting = [event for event in before if event.main.type is encounter.type or encounter.kind != "signing"]
        for event in fitting[:1]:
            sentence = self._doc.tokens[encounter.trigger].sentence
            if sentence - self._last_sentence(event, encounter) <= (REACH if encounter.kind == "meet" else 2):
                self._events.append(self._borrowed(event, encounter))

    def _borrowed(self, event: Event, encounter: Encounter) -> Event:
        made = replace(encounter, participants=event.main.participants, bare=False, confidence=0.5)
        return event_of(made)
