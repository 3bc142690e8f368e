"""Participants that a mention leaves to be understood: "the two men", "officials of both countries", "a second round".

They are those of an encounter told before, or the two states of the story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from kg.extract.encounter_events import Event, event_of
from kg.extract.encounter_fit import EncounterFit
from kg.extract.encounter_mentions import Encounter, one_by_one
from kg.extract.meeting_moods import CANCELLED, DENIED, HELD, PLANNED, POSTPONED, PROPOSED
from kg.model.document import Document
from kg.model.entities import Kind
from kg.model.facts import MeetingType

# What is borrowed is right about every other time.
BORROWED, COMPLETED = 0.5, 0.6
# A later session of what was told so many sentences before at most; a meal in so many.
SESSION, MEAL, REACH = 2, 8, 20
BILATERAL = 2
# What is told within so many paragraphs may be what the story is about.
LEAD = 1


class Company:
    """Completes mentions from the events that are told before them."""

    def __init__(self, doc: Document, fit: EncounterFit) -> None:
        self._doc = doc
        self._fit = fit
        self._codes = {e.id: e.country for e in doc.entities if e.kind is not Kind.ORGANIZATION}
        self._countries = {e.country: e.id for e in doc.entities if e.kind is Kind.COUNTRY and e.country}

    def complete(self, encounter: Encounter, events: list[Event]) -> list[Event]:
        """The mention with the members of its group, its two sides, or the rest of its company; none if not told."""
        if lacks_sides(encounter):
            return self._sided(encounter, events)
        return [event_of(one) for one in self._with_members(encounter, events)]

    def _with_members(self, encounter: Encounter, events: list[Event]) -> Iterator[Encounter]:
        """ "met the two men", "dined with both": the members are those of the last encounter of several persons."""
        for event in reversed(events):
            others = self._members(encounter, event)
            if others:
                who = tuple(dict.fromkeys((*encounter.participants, *others)))
                whole = replace(encounter, participants=who, others=others, confidence=COMPLETED, pending=False)
                yield from one_by_one(whole)
                return

    def _members(self, encounter: Encounter, event: Event) -> tuple[str, ...]:
        persons = self._fit.persons(event.main)
        others = tuple(e for e in event.main.participants if e in persons)
        known = set(encounter.participants)
        if len(others) < BILATERAL or event.main.status is DENIED:
            return ()
        if encounter.social:
            reach = REACH if encounter.part else MEAL
            near = self._sentence(encounter) - self._sentence(event.main) <= reach
            return tuple(e for e in others if e not in known) if near and known <= set(others) else ()
        return () if set(others) & known else others

    def _sided(self, encounter: Encounter, events: list[Event]) -> list[Event]:
        """The encounter of the two states that the last events are of, or that the article names most."""
        if encounter.bare and encounter.date is None:
            return []
        sides = self._last_sides(encounter, events) if events else self._most_named()
        who = tuple(self._countries[code] for code in sides if code in self._countries)
        if len(who) != BILATERAL and events:
            # Two persons of whom not both are known to stand for a state.
            who = min(events, key=lambda event: event.main.trigger).main.participants
        if len(who) != BILATERAL:
            return []
        return [event_of(replace(encounter, participants=who, bare=False, confidence=COMPLETED))]

    def _last_sides(self, encounter: Encounter, events: list[Event]) -> tuple[str, ...]:
        """The two states of the sentence before, else those of the first encounter of the story."""
        sentence = self._sentence(encounter)
        told = [self._states(e.main) for e in events if 0 <= sentence - self._sentence(e.main) <= 1]
        near = {frozenset(codes): codes for codes in told if len(codes) == BILATERAL}
        if len(near) == 1:
            return next(iter(near.values()))
        first = min(events, key=lambda event: event.main.trigger)
        codes = self._states(first.main)
        return codes if len(codes) == BILATERAL else ()

    def _states(self, encounter: Encounter) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for e in encounter.participants if (code := self._codes.get(e))))

    def _most_named(self) -> tuple[str, ...]:
        ids = {entity: code for code, entity in self._countries.items()}
        counts = Counter(ids[m.entity] for m in self._doc.mentions if m.entity in ids)
        return tuple(code for code, _ in counts.most_common(BILATERAL))

    def borrow(
        self, encounter: Encounter, before: list[Event], last_sentence: Callable[[Event, Encounter], int]
    ) -> list[Event]:
        """A called-off, planned or further encounter without names is one of those told of last (`before`)."""
        if encounter.weak and encounter.status is HELD:
            return [event_of(replace(encounter, participants=encounter.weak, bare=False, confidence=BORROWED))]
        if not self._may_borrow(encounter):
            return []
        if encounter.kind == "meet" and (encounter.status is HELD or (encounter.definite and encounter.again)):
            before = sorted(before, key=lambda event: len(event.main.participants), reverse=True)[:1]
        sentence = self._sentence(encounter)
        for event in before:
            main = event.main
            if len(main.participants) < BILATERAL or main.status in (PROPOSED, DENIED):
                continue
            if main.type is not encounter.type and encounter.kind == "signing":
                continue
            reach = REACH if encounter.kind in ("meet", "confer") else SESSION
            if sentence - last_sentence(event, encounter) > reach:
                break
            day = encounter.date or (main.date if encounter.part else None)
            spoken = encounter.kind == "confer" and encounter.status is HELD
            if encounter.part and encounter.status is HELD:
                encounter = replace(encounter, place=encounter.place or main.place)
            return [self._lent(replace(encounter, date=encounter.date or main.date if spoken else day), main)]
        return self._of_story(encounter, before)

    def _lent(self, encounter: Encounter, main: Encounter) -> Event:
        return event_of(replace(encounter, participants=main.participants, bare=False, confidence=BORROWED))

    def _of_story(self, encounter: Encounter, before: list[Event]) -> list[Event]:
        """ "The summit had been due on Friday but was scrapped": that of the sides of the story's first encounter."""
        first = min(before, key=lambda event: event.main.trigger, default=None)
        undone = encounter.status in (CANCELLED, POSTPONED) and encounter.date is not None
        if first is None or not undone or not encounter.definite:
            return []
        main = first.main
        lead = self._doc.sentence_of(main.trigger).paragraph <= LEAD and main.status not in (PROPOSED, DENIED)
        return [self._lent(encounter, main)] if lead and len(main.participants) == BILATERAL else []

    def _may_borrow(self, encounter: Encounter) -> bool:
        if encounter.participants or encounter.kind in ("trip", "call", "process"):
            return False
        undone = encounter.status is CANCELLED and (encounter.part or encounter.kind in ("meal", "feast"))
        # "The leaders conversed for two hours in the palace."
        spoken = encounter.kind == "confer" and encounter.definite and encounter.place is not None
        again = encounter.again and encounter.status is PLANNED
        if encounter.date is None and not (again or undone or (spoken and encounter.status is HELD)):
            return False
        if encounter.kind == "gathering" and not encounter.definite:
            return False
        if encounter.status in (CANCELLED, POSTPONED, PLANNED):
            return True
        if encounter.part and encounter.status is HELD and not encounter.inferred:
            # "and a second session followed on Sunday"
            return True
        placed = encounter.place is not None and encounter.status is HELD and not encounter.inferred
        return placed and (encounter.kind == "meet" or encounter.type is MeetingType.TALKS)

    def _sentence(self, encounter: Encounter) -> int:
        return self._doc.tokens[encounter.trigger].sentence


def lacks_sides(encounter: Encounter) -> bool:
    """Whether it is one of the sides of the story that the mention itself does not name."""
    return encounter.sides and len(encounter.participants) < BILATERAL
