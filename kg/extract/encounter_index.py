"""The events of a document by who takes part and by where they are told, so that none is compared with all."""

from __future__ import annotations

from collections.abc import Iterator

from kg.extract.encounter_events import Event
from kg.extract.encounter_fit import SIGNED, EncounterFit
from kg.extract.encounter_mentions import Encounter
from kg.model.document import Document


class EventIndex:
    """Events in the order in which they were added; `note` comes after each change of one.

    What a change has made untrue stays in the index: it finds at least the events that it is asked for.
    """

    def __init__(self, doc: Document, fit: EncounterFit) -> None:
        self._doc = doc
        self._fit = fit
        self._events: list[Event] = []
        self._numbers: dict[int, int] = {}
        self._of_person: dict[str, set[int]] = {}
        self._of_states: dict[str, set[int]] = {}
        self._of_side: dict[str, set[int]] = {}
        self._in_sentence: dict[int, set[int]] = {}

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    @property
    def events(self) -> list[Event]:
        """All events, in the order in which they were added."""
        return self._events

    def add(self, event: Event) -> None:
        """Take a new event."""
        self._numbers[id(event)] = len(self._events)
        self._events.append(event)
        self.note(event)

    def note(self, event: Event) -> None:
        """Take note of what an event has come to tell."""
        number, main = self._numbers[id(event)], event.main
        persons, sides = self._fit.persons(main), self._fit.sides(main)
        for person in persons:
            self._of_person.setdefault(person, set()).add(number)
        for side in sides:
            self._of_side.setdefault(side, set()).add(number)
            if not persons:
                self._of_states.setdefault(side, set()).add(number)
        for mention in event.mentions:
            self._in_sentence.setdefault(self._doc.tokens[mention.trigger].sentence, set()).add(number)

    def akin(self, encounter: Encounter) -> list[Event]:
        """The events that may be of the same encounter: they share a person, or a side where one names no persons."""
        persons = self._fit.persons(encounter)
        by_side = self._of_states if persons else self._of_side
        found = {number for person in persons for number in self._of_person.get(person, ())}
        found.update(number for side in self._fit.sides(encounter) for number in by_side.get(side, ()))
        if encounter.kind == "sign":
            found.update(self._told(encounter, SIGNED, SIGNED))
        return [self._events[number] for number in sorted(found)]

    def near(self, encounter: Encounter, *, before: int, after: int = 0) -> list[Event]:
        """The events told of in so many sentences before and after that of the encounter, and in it."""
        return [self._events[number] for number in sorted(self._told(encounter, before, after))]

    def _told(self, encounter: Encounter, before: int, after: int) -> set[int]:
        sentence = self._doc.tokens[encounter.trigger].sentence
        around = range(sentence - before, sentence + after + 1)
        return {number for at in around for number in self._in_sentence.get(at, ())}
