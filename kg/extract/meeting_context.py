"""Days and places that an encounter takes from what is told beside it.

Never the day of publication as such: a day comes from the event before or after which the text sets the encounter, or
from the first sentence of the story that it heads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from kg.extract.encounter_events import Event
from kg.extract.encounter_fit import EncounterFit
from kg.extract.encounter_mentions import Encounter
from kg.extract.meeting_moods import CANCELLED, HELD
from kg.extract.places import CITY, VENUE, Place
from kg.model.document import Document, Span
from kg.model.facts import MeetingType

# The story's head: so many paragraphs tell of the day of its first sentence.
HEAD = 2
# The length of a date that tells the day.
DAY = len("2007-02-22")
# A first line shorter than this is a caption or a byline.
SENTENCE = 5


class MeetingContext:
    """Completes the events of one document in place."""

    def __init__(self, doc: Document, fit: EncounterFit, events: list[Event]) -> None:
        self._doc = doc
        self._fit = fit
        self._events = events

    def complete(self, bare: Mapping[int, str | None]) -> None:
        """Fill in days and places; `bare` are the dates of mentions that are no events of their own, by trigger."""
        self._anchor_days(bare)
        self._following_days()
        self._share_places()
        self._lead_day()
        self._states_of_houses()

    def _anchor_days(self, bare: Mapping[int, str | None]) -> None:
        """An encounter set beside another ("before the ceremony") is of the same day, or counted from it."""
        told = {m.trigger: event for event in reversed(self._events) for m in event.mentions}
        for event in self._events:
            anchor = event.main.anchor
            if anchor is None or (event.main.date is not None and not event.main.inferred):
                continue
            other = told.get(anchor)
            if other is event:
                continue
            day = _counted(other.main.date if other is not None else bare.get(anchor), event.main.shift)
            event.main = replace(event.main, date=day or event.main.date)

    def _following_days(self) -> None:
        """What "then" was done is of the day of what was held before it."""
        for event in self._events:
            main = event.main
            if not main.then or main.status is not HELD or (main.date is not None and not main.inferred):
                continue
            days = (e.main.date for e in reversed(self._events) if e.main.trigger < main.trigger and _is_dated(e.main))
            day = next(days, None) or self._day_before(main.trigger) or self._day_of_lead()
            event.main = replace(main, date=day or main.date, inferred=True)

    def _day_before(self, trigger: int) -> str | None:
        """The day told last in the sentences just before, outside quotations."""
        doc, today = self._doc, self._doc.article.reference_date
        first = doc.sentences[max(0, doc.sentence_of(trigger).index - HEAD)]
        before = doc.times_in(Span(first.span.start, doc.tokens[trigger].start))
        told = [time.value for time in before if doc.quote_of(time.head) is None]
        days = [day for day in told if len(day) == DAY and (today is None or day <= today)]
        return days[-1] if days else None

    def _lead_day(self) -> None:
        """What is told without a day at the head of a story is of the day that its first sentence tells."""
        day = self._day_of_lead()
        for event in self._events:
            main = event.main
            paragraph = self._doc.sentence_of(main.trigger).paragraph
            fits = main.kind in ("gathering", "sign", "signing", "join") and main.status is HELD and not main.background
            if day is not None and main.date is None and fits and paragraph <= HEAD:
                event.main = replace(main, date=day, inferred=True, confidence=main.confidence * 0.9)

    def _day_of_lead(self) -> str | None:
        if not self._doc.sentences:
            return None
        first = next((s for s in self._doc.sentences if s.last - s.first > SENTENCE), self._doc.sentences[0])
        days = {time.value for time in self._doc.times_in(first.span)}
        today = self._doc.article.reference_date
        day = days.pop() if len(days) == 1 else ""
        return day if len(day) == DAY and (today is None or day <= today) else None

    def _share_places(self) -> None:
        """A person is in one city a day: an encounter without a place is where another of that day was."""
        agendas: dict[tuple[str, str], list[int]] = {}
        for number, event in enumerate(self._events):
            for person in sorted(self._fit.persons(event.main)):
                agendas.setdefault((event.main.date or "", person), []).append(number)
        for event in self._events:
            main = event.main
            if main.place is not None or main.type is MeetingType.CALL or main.date is None or "/" in main.date:
                continue
            known = {number for person in self._fit.persons(main) for number in agendas[main.date, person]}
            places = (place for number in sorted(known) if (place := _city_of(self._events[number].main)) is not None)
            event.main = replace(main, place=next(places, None))

    def _states_of_houses(self) -> None:
        """A house of no known state is where its guests were told to be that day, else where the story plays."""
        stage = self._stage()
        for event in self._events:
            place = event.main.place
            if place is None or place.kind != VENUE or place.country is not None:
                continue
            beside = {
                other.main.place.country
                for other in self._events
                if other is not event and other.main.place is not None and self._is_beside(event.main, other.main)
            } - {None}
            state = beside.pop() if len(beside) == 1 else stage
            if state is not None:
                event.main = replace(event.main, place=replace(place, country=state))

    def _is_beside(self, a: Encounter, b: Encounter) -> bool:
        """Whether a person is at both on one day."""
        return a.date is not None and a.date == b.date and bool(self._fit.persons(a) & self._fit.persons(b))

    def _stage(self) -> str | None:
        """The state in which all that the story tells to have been held was held, if that is more than one thing."""
        told = [e.main.place.country for e in self._events if e.main.place is not None and e.main.status is HELD]
        known = [state for state in told if state is not None]
        return known[0] if len(known) > 1 and len(set(known)) == 1 else None


def _counted(day: str | None, shift: int) -> str | None:
    """So many days after that day; None where days cannot be counted from it."""
    if day is None or not shift:
        return day
    first = day.split("/")[0]
    return (date.fromisoformat(first) + timedelta(days=shift)).isoformat() if len(first) == DAY else None


def _city_of(encounter: Encounter) -> Place | None:
    """The city where whoever takes part is on that day."""
    place = encounter.place
    there = place is not None and place.kind == CITY and encounter.status is not CANCELLED
    return place if there else None


def _is_dated(encounter: Encounter) -> bool:
    return encounter.status is HELD and encounter.date is not None and len(encounter.date) == DAY
