"""When and where the clause of an encounter says that it took place, and what it shares with the one before."""

from __future__ import annotations

import itertools

from kg.extract.encounter_domains import EncounterDomains
from kg.extract.encounter_frames import Framed
from kg.extract.encounter_places import EncounterPlaces
from kg.extract.encounter_times import EncounterTimes
from kg.extract.meeting_moods import CANCELLED, HELD, POSTPONED
from kg.extract.meeting_words import MeetingWords
from kg.extract.participants import PartyFinder
from kg.extract.places import Place, PlaceFinder
from kg.model.document import Document, TimeExpression


class SettingFinder:
    """Times and places of the encounters of one document; `claim` comes first."""

    def __init__(self, doc: Document, words: MeetingWords, places: PlaceFinder, parties: PartyFinder) -> None:
        self._domains = EncounterDomains(doc, words, parties)
        self._times = EncounterTimes(doc, words)
        self._places = EncounterPlaces(doc, words, places, parties)

    def claim(self, framed: list[Framed]) -> None:
        """Take note of all the predicates of the document, so that none takes what belongs to another."""
        self._domains.claim(framed)

    def domain(self, framed: Framed) -> list[int]:
        """The tokens of the clause in which the encounter is told, without those of other encounters."""
        return self._domains.domain(framed)

    def settings(self, framed: Framed, domain: list[int]) -> list[tuple[Place | None, TimeExpression | None, bool]]:
        """Place, time, and whether the time is inferred; several where one predicate tells of several encounters."""
        times, places = self._times.told(domain, framed), self._places.told(domain, framed)
        if len(times) > 1 and len(places) == len(times) and framed.kind != "trip" and _alternate(places, times):
            return [(place, time, False) for place, time in zip(places, times, strict=True)]
        time = self._times.chosen(times, framed) or self._shared_time(framed)
        inferred = time is None and framed.mood.status in (HELD, CANCELLED)
        time = self._times.beside(framed, self._domains.taken(framed)) if inferred else time
        return [(self._place(framed, domain, places), time, inferred)]

    def _place(self, framed: Framed, domain: list[int], places: list[Place]) -> Place | None:
        where = self._places.before_where(framed)
        if where is None:
            told = places or self._places.of_others(domain, framed) or self._shared_places(framed)
            where = self._places.chosen(told, framed)
        return where or self._place_just_told(framed) or self._places.presumed(framed)

    def _place_just_told(self, framed: Framed) -> Place | None:
        """What was "then" signed was signed at the occasion told in the sentence before."""
        occasion = self._domains.told_before(framed)
        if framed.kind != "sign" or not framed.then or occasion is None:
            return None
        return self._places.chosen(self._places.told(self.domain(occasion), occasion), occasion)

    def _shared_time(self, framed: Framed) -> TimeExpression | None:
        """The time of the clause before, if the predicate has none: a time before the verb holds for both."""
        _, clause = self._domains.first_clause(framed)
        if framed.mood.status is POSTPONED:
            return None
        times = self._times.told(clause, framed)
        return times[0] if len(times) == 1 and times[0].head < framed.trigger else None

    def _shared_places(self, framed: Framed) -> list[Place]:
        """The places of the clause before: where a trip went, or what stands before the verb."""
        first, clause = self._domains.first_clause(framed)
        journey = self._domains.journey(framed)
        if framed.kind == "trip":
            return []
        if journey is not None:
            return self._places.at_destination(journey)
        if first is not None and first.destination is not None:
            return self._places.at_destination(first.destination)
        return [place for place in self._places.within(clause, framed) if place.head < framed.trigger]


def _alternate(places: list[Place], times: list[TimeExpression]) -> bool:
    """Whether places and times come in turn: "in Bonn in May, in Paris in July"."""
    marks = sorted([(place.span.start, 0) for place in places] + [(time.span.start, 1) for time in times])
    kinds = [kind for _, kind in marks]
    return all(a != b for a, b in itertools.pairwise(kinds))
