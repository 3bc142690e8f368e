"""When and where the clause of an encounter says that it took place."""

from __future__ import annotations

import itertools

from kg.extract.encounter_frames import Framed
from kg.extract.meeting_status import CANCELLED, HELD, PLANNED, POSTPONED
from kg.extract.meeting_syntax import clause_of, governing_verb, is_verb, kids, preps
from kg.extract.meeting_words import MeetingWords
from kg.extract.noun_frames import NounFrames
from kg.extract.participants import PartyFinder
from kg.extract.places import CITY, PLACE_PREPOSITIONS, STATE, Place, PlaceFinder
from kg.model.document import Document, Span, TimeExpression, Token
from kg.model.facts import MeetingType


class SettingFinder:
    """Times and places of the encounters of one document.

    `claim` tells it of all predicates first, so that none takes what belongs to another.
    """

    def __init__(self, doc: Document, words: MeetingWords, places: PlaceFinder, parties: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._places = places
        self._parties = parties
        self._nouns = NounFrames(doc, words, parties)
        self._times = {time.head: time for time in doc.times}
        self._triggers: frozenset[int] = frozenset()
        self._destinations: dict[int, int] = {}
        self._claimed: dict[int, frozenset[int]] = {}

    def claim(self, framed: list[Framed]) -> None:
        """Take note of all the predicates of the document."""
        self._triggers = frozenset(found.trigger for found in framed)
        for found in framed:
            if found.destination is not None:
                self._destinations[found.trigger] = found.destination
            if found.kind != "process" and len(found.participants) > 1:
                self._claimed[found.trigger] = frozenset(self._domain(found, self._triggers - {found.trigger}))

    def domain(self, framed: Framed) -> list[int]:
        """The tokens of the clause in which the encounter is told, without those of other encounters."""
        return self._domain(framed, self._others(framed))

    def _others(self, framed: Framed) -> frozenset[int]:
        return self._triggers - {framed.trigger} - self._settings_of(framed.trigger)

    def settings(self, framed: Framed, domain: list[int]) -> list[tuple[Place | None, TimeExpression | None, bool]]:
        """Place, time, and whether the time is inferred; several where one predicate tells of several encounters."""
        times, places = self._times_in(domain, framed), self._all_places(domain, framed)
        if len(times) > 1 and len(places) == len(times) and framed.kind != "trip" and _alternate(places, times):
            return [(place, time, False) for place, time in zip(places, times, strict=True)]
        others = self._others(framed)
        time = self._chosen_time(times, framed) or self._shared_time(framed, others)
        inferred = time is None and framed.mood.status in (HELD, CANCELLED)
        time = self._time_beside(framed, others) if inferred else time
        where = self._where(framed)
        place = where or self._chosen_place(places or self._shared_places(framed, others), framed)
        return [(place or self._place_of_lead(framed), time, inferred)]

    def _all_places(self, domain: list[int], framed: Framed) -> list[Place]:
        places = self._places_in(domain, framed)
        if framed.destination is None or any(place.head == framed.destination for place in places):
            return places
        place = self._places.place_at(framed.destination, prep="in")
        return [place, *places] if place else places

    def _where(self, framed: Framed) -> Place | None:
        """The place before "where": "flew to Pyongyang, where he held a summit"."""
        doc = self._doc
        verb = doc.tokens[framed.clause] if framed.clause is not None else governing_verb(doc, framed.trigger)
        if verb is None or framed.type is MeetingType.CALL:
            return None
        marks = [token.i for token in kids(doc, verb.i, "advmod") if token.lower == "where"]
        if not marks:
            return None
        before = range(marks[0] - 1, doc.sentence_of(verb.i).first - 1, -1)
        nouns = (
            at for at in before if doc.tokens[at].dep in ("pobj", "dobj", "conj") and doc.tokens[at].pos == "PROPN"
        )
        return next((place for at in nouns if (place := self._places.place_at(at, prep="in"))), None)

    def _place_of_lead(self, framed: Framed) -> Place | None:
        """What the first paragraph tells without a place is where the report was sent from."""
        lead = self._doc.sentence_of(framed.trigger).paragraph == 0 and framed.mood.status is HELD
        fits = lead and framed.kind in ("sign", "meet", "contact", "gathering")
        return next(iter(self._dateline_place()), None) if fits else None

    def _settings_of(self, trigger: int) -> frozenset[int]:
        """Event nouns at which a verb sets its encounter: "met at a summit in Brisbane" is in Brisbane."""
        if not is_verb(self._doc.tokens[trigger]):
            return frozenset()
        found: list[int] = []
        for prep, obj in preps(self._doc, trigger, "at", "during", "in"):
            inner = [o.i for _, o in preps(self._doc, obj.i, "of")]
            found.extend(i for i in (obj.i, *inner) if prep.head == trigger and self._words.noun(self._doc.tokens[i]))
        return frozenset(found)

    def _domain(self, framed: Framed, others: frozenset[int]) -> list[int]:
        """The tokens whose times and places are those of the encounter."""
        doc, found = self._doc, set(clause_of(self._doc, framed.trigger, barriers=others))
        for token in self._nouns.clauses(doc.tokens[framed.trigger], framed.destination):
            found.update(clause_of(doc, token.i, barriers=others))
        if framed.clause is not None:
            found.update(clause_of(doc, self._top(framed.clause), barriers=others))
        head = doc.tokens[doc.tokens[framed.trigger].head]
        if doc.tokens[framed.trigger].dep == "relcl" and head.i in self._times:
            # "Earlier that day he called": the parser takes the clause for one on the day.
            found.add(head.i)
        return sorted(found)

    def _top(self, verb: int) -> int:
        """The verb of the clause: up from an infinitive to the verb that schedules it."""
        while self._doc.tokens[verb].dep == "xcomp" and is_verb(self._doc.tokens[self._doc.tokens[verb].head]):
            verb = self._doc.tokens[verb].head
        return verb

    def _times_in(self, domain: list[int], framed: Framed) -> list[TimeExpression]:
        """The times of the clause; what lasts until a day is not on that day, unless it is put off till then."""
        times = [self._times[i] for i in domain if i in self._times]
        later = framed.mood.status is POSTPONED
        return [time for time in times if later or not self._is_new_date(time)]

    def _places_in(self, domain: list[int], framed: Framed) -> list[Place]:
        """Places after their prepositions and before the noun ("their Kremlin meeting"), in text order."""
        found = []
        inside = set(domain)
        for i in domain:
            prep = self._doc.tokens[i]
            if prep.dep in ("prep", "advmod", "conj") and prep.lower in PLACE_PREPOSITIONS:
                for obj in kids(self._doc, i, "pobj"):
                    place = self._places.place_at(obj.i, prep=prep.lower) if obj.i in inside else None
                    if place is not None and not self._inside_party(prep, framed):
                        found.append(place)
            elif prep.lower == "to" and framed.kind in ("receive", "together") and prep.head == framed.trigger:
                venues = (self._places.place_at(obj.i, prep="at") for obj in kids(self._doc, i, "pobj"))
                found.extend(place for place in venues if place is not None)
            elif prep.lower == "here" and prep.dep == "advmod":
                found.extend(self._dateline_place())
        for token in kids(self._doc, framed.trigger, "compound", "nmod"):
            if token.ner in ("GPE", "FAC", "ORG") and not any(
                e in framed.participants for e in self._parties.named(token.i)
            ):
                place = self._places.place_at(token.i, prep="at")
                found.extend([place] if place else [])
        return found

    def _inside_party(self, prep: Token, framed: Framed) -> bool:
        """Whether the place only tells which party is meant: "the ambassador in Lima"."""
        noun = self._doc.tokens[prep.head]
        return noun.i != framed.trigger and noun.lemma.lower() in self._words.delegates

    def _dateline_place(self) -> list[Place]:
        """Where "here" is: the place that opens the article, in capitals and set off before its first sentence."""
        first = self._doc.paragraphs[0] if self._doc.paragraphs else None
        if first is None:
            return []
        text = self._doc.article.text[first.span.start : first.span.start + 60]
        name = text.split(",")[0].split("(")[0].split("--")[0].split("—")[0].split(":")[0].strip()
        if not name.isupper() or len(name) > 40:
            return []
        span = Span(first.span.start, first.span.start + len(name))
        head = self._doc.tokens_in(span)
        country = self._places.country_near(name, head)
        return [Place(name, country, CITY, head[0], span)] if head else []

    def _chosen_time(self, times: list[TimeExpression], framed: Framed) -> TimeExpression | None:
        """The time nearest to the trigger; of a postponed encounter the new one."""
        if framed.mood.status is POSTPONED:
            return next((time for time in times if self._is_new_date(time)), None)
        ranked = sorted(times, key=lambda time: (self._distance(time.head, framed.trigger), time.span.start))
        return ranked[0] if ranked else None

    def _is_new_date(self, time: TimeExpression) -> bool:
        return any(self._doc.tokens[at].lower in ("to", "until", "till") for at in self._doc.ancestors(time.head)[:2])

    def _distance(self, i: int, trigger: int) -> int:
        """Steps in the parse from token `i` up to the trigger or to what both hang on."""
        up = [i, *self._doc.ancestors(i)]
        own = [trigger, *self._doc.ancestors(trigger)]
        common = next((at for at in up if at in own), None)
        return up.index(common) + own.index(common) if common is not None else len(up) + len(own)

    def _chosen_place(self, places: list[Place], framed: Framed) -> Place | None:
        if framed.type is MeetingType.CALL:
            return None
        named = [place for place in places if place.kind != STATE] or places
        if framed.destination is not None:
            return next((place for place in places if place.head == framed.destination), None)
        return min(named, key=lambda place: self._distance(place.head, framed.trigger), default=None)

    def _first_clause(self, framed: Framed) -> int | None:
        """The clause that the predicate goes on from: "On Monday he flew to Lima and met (to meet) the president"."""
        token = self._doc.tokens[framed.trigger if framed.clause is None else framed.clause]
        above = self._doc.tokens[token.head]
        purpose = token.dep == "advcl" and any(t.lower == "to" for t in kids(self._doc, token.i, "aux"))
        return above.i if (token.dep == "conj" or purpose) and is_verb(token) and is_verb(above) else None

    def _shared_time(self, framed: Framed, others: frozenset[int]) -> TimeExpression | None:
        """The time of that clause, if the predicate has none of its own; a time before the verb holds for both."""
        first = self._first_clause(framed)
        if first is None or framed.mood.status is POSTPONED:
            return None
        times = self._times_in(clause_of(self._doc, first, barriers=others), framed)
        return times[0] if len(times) == 1 and times[0].head < framed.trigger else None

    def _shared_places(self, framed: Framed, others: frozenset[int]) -> list[Place]:
        first = self._first_clause(framed)
        if first is None or framed.kind == "trip":
            return []
        if first in self._destinations:
            place = self._places.place_at(self._destinations[first], prep="in")
            return [place] if place is not None else []
        return [
            p for p in self._places_in(clause_of(self._doc, first, barriers=others), framed) if p.head < framed.trigger
        ]

    def _time_beside(self, framed: Framed, others: frozenset[int]) -> TimeExpression | None:
        """The only time of the sentence, where the clause has none; not one of another encounter."""
        sentence = self._doc.sentence_of(framed.trigger)
        told = self._doc.times_in(sentence.span)
        times = [time for time in told if self._doc.quote_of(time.head) is None and not self._is_new_date(time)]
        if len(times) != 1 or framed.mood.status is PLANNED or framed.bare or framed.kind == "trip":
            return None
        taken = any(times[0].head in self._claimed[other] for other in others if other in self._claimed)
        return None if taken or not self._one_clause(times[0].head, framed.trigger) else times[0]

    def _one_clause(self, i: int, trigger: int) -> bool:
        """Whether nothing but a report parts the two: no relative, adverbial or coordinated clause."""
        up, own = [i, *self._doc.ancestors(i)], [trigger, *self._doc.ancestors(trigger)]
        path = {*up, *own} - (set(up) & set(own))
        return not any(self._doc.tokens[at].dep in ("relcl", "acl", "advcl", "conj") for at in path)


def _alternate(places: list[Place], times: list[TimeExpression]) -> bool:
    """Whether places and times come in turn: "in Bonn in May, in Paris in July"."""
    marks = sorted([(place.span.start, 0) for place in places] + [(time.span.start, 1) for time in times])
    kinds = [kind for _, kind in marks]
    return all(a != b for a, b in itertools.pairwise(kinds))
