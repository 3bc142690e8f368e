"""Where the clause of an encounter says that it took place."""

from __future__ import annotations

import itertools
from dataclasses import replace

from kg.extract.encounter_frames import Framed
from kg.extract.meeting_moods import HELD
from kg.extract.meeting_syntax import distance, governing_verb, kids, preps, relative_noun
from kg.extract.meeting_words import MeetingWords
from kg.extract.participants import PartyFinder
from kg.extract.places import CITY, PLACE_PREPOSITIONS, STATE, Place, PlaceFinder
from kg.extract.spans import SpanIndex
from kg.model.document import Document, Span, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

# What a city is to an encounter that is held there.
SETTINGS = frozenset(("setting", "venue", "scene", "site", "host", "stage", "location"))
EDGES = frozenset(("sideline", "margin", "fringe"))
# What comes after these is why the encounter was held or not, elsewhere.
CAUSES = frozenset(("because", "despite", "owing", "due", "amid", "pending"))
# "there" is a place named within so many sentences.
BACK = 2


class EncounterPlaces:
    """The places of the encounters of one document."""

    def __init__(self, doc: Document, words: MeetingWords, places: PlaceFinder, parties: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._places = places
        self._parties = parties
        self._mentions = SpanIndex(doc.mentions)

    def told(self, domain: list[int], framed: Framed) -> list[Place]:
        """The places of the clause (`domain` are its tokens), that of a trip's destination among them."""
        places = self.within(domain, framed)
        if framed.destination is None or any(place.head == framed.destination for place in places):
            return places
        place = self._places.destination_at(framed.destination)
        return [place, *places] if place else places

    def at_destination(self, destination: int) -> list[Place]:
        """Where a trip goes."""
        place = self._places.destination_at(destination)
        return [place] if place is not None else []

    def chosen(self, places: list[Place], framed: Framed) -> Place | None:
        """The place nearest to the trigger, a house or city rather than a state; of a trip its destination."""
        if framed.type is MeetingType.CALL:
            return None
        named = [place for place in places if place.kind != STATE] or places
        if framed.destination is not None and not self._is_host(framed.destination):
            return next((place for place in places if place.head == framed.destination), None)
        return min(named, key=lambda place: distance(self._doc, place.head, framed.trigger), default=None)

    def _is_host(self, destination: int) -> bool:
        """Whether the journey is to a person: "paid a visit to her in Oslo"."""
        return any(self._parties.of_kind(entity, Kind.PERSON) for entity in self._parties.named(destination))

    def within(self, domain: list[int], framed: Framed) -> list[Place]:
        """Places after their prepositions and before the noun ("their Kremlin meeting"), in text order."""
        found = []
        inside = set(domain)
        for i in domain:
            prep = self._doc.tokens[i]
            if self._is_cause(prep, framed):
                continue
            if prep.dep in ("prep", "advmod", "conj") and prep.lower in PLACE_PREPOSITIONS:
                for obj in kids(self._doc, i, "pobj"):
                    place = self._places.place_at(obj.i, prep=prep.lower) if obj.i in inside else None
                    if place is not None and not self._inside_party(prep, framed) and not self._inside_name(obj):
                        found.append(place)
            elif prep.lower == "for" and self._words.has_cue(self._doc, self._doc.tokens[prep.head], "schedule"):
                cities = (self._places.place_at(obj.i, prep="for") for obj in kids(self._doc, i, "pobj"))
                found.extend(place for place in cities if place is not None and place.kind == CITY)
            elif prep.lower == "to" and framed.kind in ("receive", "together") and prep.head == framed.trigger:
                venues = (self._places.place_at(obj.i, prep="at") for obj in kids(self._doc, i, "pobj"))
                found.extend(place for place in venues if place is not None)
            elif prep.lower == "here" and prep.dep == "advmod":
                found.extend(self._dateline_place())
            elif prep.lower == "there" and prep.dep == "advmod":
                found.extend(self._place_before(i))
        found.extend(self._host_city(framed))
        for token in kids(self._doc, framed.trigger, "compound", "nmod"):
            if token.ner in ("GPE", "FAC", "ORG") and not any(
                e in framed.participants for e in self._parties.named(token.i)
            ):
                place = self._places.place_at(token.i, prep="at")
                found.extend([place] if place else [])
        return found

    def _host_city(self, framed: Framed) -> list[Place]:
        """The city that does as a host: "Rome was the setting for talks", "Vienna hosted a summit"."""
        verb = (
            self._doc.tokens[framed.clause] if framed.clause is not None else governing_verb(self._doc, framed.trigger)
        )
        if verb is None or verb.lemma not in ("host", "be", "see", "welcome", "house", "play", "stage", "witness"):
            return []
        hosts = [token for token in kids(self._doc, verb.i, "nsubj") if token.pos == "PROPN" and token.ner == "GPE"]
        if verb.lemma == "be" and not any(t.lemma in SETTINGS for t in kids(self._doc, verb.i, "attr")):
            return []
        found = (self._places.place_at(token.i, prep="in") for token in hosts)
        return [place for place in found if place is not None and place.kind == CITY]

    def of_others(self, domain: list[int], framed: Framed) -> list[Place]:
        """The place of those whom one meets, where the clause tells no other: "briefed his allies in Prague"."""
        if framed.kind in ("trip", "call", "invite"):
            return []
        inside = [
            obj for i in domain for prep, obj in preps(self._doc, i, "in", "at") if self._inside_party(prep, framed)
        ]
        found = (self._places.place_at(obj.i, prep="in") for obj in inside)
        return [place for place in found if place is not None and place.kind != STATE]

    def before_where(self, framed: Framed) -> Place | None:
        """The place before "where": "flew to Pyongyang, where he held a summit"."""
        doc = self._doc
        verb = doc.tokens[framed.clause] if framed.clause is not None else governing_verb(doc, framed.trigger)
        if verb is None or framed.type is MeetingType.CALL:
            return None
        marks = [token.i for token in kids(doc, verb.i, "advmod") if token.lower == "where"]
        if not marks:
            return None
        noun = relative_noun(doc, verb.i)
        noun = doc.tokens[noun.head] if noun is not None and noun.dep == "appos" else noun
        place = self._places.place_at(noun.i, prep="in") if noun is not None and noun.pos == "PROPN" else None
        if place is not None:
            return place
        before = range(marks[0] - 1, doc.sentence_of(verb.i).first - 1, -1)
        nouns = (
            at for at in before if doc.tokens[at].dep in ("pobj", "dobj", "conj") and doc.tokens[at].pos == "PROPN"
        )
        return next((place for at in nouns if (place := self._places.place_at(at, prep="in"))), None)

    def presumed(self, framed: Framed) -> Place | None:
        """What the first paragraph tells without a place is where the report was sent from."""
        lead = self._doc.sentence_of(framed.trigger).paragraph == 0 and framed.mood.status is HELD
        fits = lead and framed.kind in ("sign", "meet", "contact", "gathering")
        return next((replace(place, presumed=True) for place in self._dateline_place()), None) if fits else None

    def _inside_name(self, noun: Token) -> bool:
        """Whether the place is a part of the name of a body: "Movement for Democracy in Ruritania"."""
        outer = self._doc.tokens[self._doc.tokens[noun.head].head]
        edge = self._doc.tokens[self._doc.tokens[outer.head].head]
        if edge.lemma.lower() in EDGES:
            # "on the sidelines of the General Assembly in New York"
            return False
        if outer.pos == "PROPN" and outer.ner == "ORG" and outer.i < noun.i:
            return self._places.place_at(outer.i, prep="at") is None
        around = self._mentions.touching(noun.span)
        over = (m for m in around if m.span.start < noun.start and noun.end <= m.span.end and m.head != noun.i)
        return any(self._parties.of_kind(mention.entity, Kind.ORGANIZATION) for mention in over)

    def _is_cause(self, prep: Token, framed: Framed) -> bool:
        """Whether the place is of what it was for or in spite of: "scrapped because of the vote in Athens"."""
        above = (self._doc.tokens[at] for at in self._doc.ancestors(prep.i))
        path = itertools.takewhile(lambda token: token.i not in (framed.trigger, framed.clause), above)
        return any(token.dep == "prep" and token.lower in CAUSES for token in path)

    def _inside_party(self, prep: Token, framed: Framed) -> bool:
        """Whether the place only tells which party is meant: "the ambassador in Lima"."""
        noun = self._doc.tokens[prep.head]
        return noun.i != framed.trigger and noun.lemma.lower() in self._words.delegates

    def _place_before(self, i: int) -> list[Place]:
        """Where "there" is: the city or house named last in the paragraph, a few sentences back at most."""
        doc, sentence = self._doc, self._doc.sentence_of(i)
        near = doc.sentences[max(0, sentence.index - BACK) : sentence.index + 1]
        first = min(s.first for s in near if s.paragraph == sentence.paragraph)
        for at in range(i - 1, first - 1, -1):
            token = doc.tokens[at]
            if token.pos == "PROPN" and token.dep in ("pobj", "dobj", "nsubj", "conj"):
                place = self._places.place_at(at, prep="at")
                if place is not None and place.kind != STATE:
                    return [place]
        return []

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
        if text[len(name) : len(name) + 1] == ":" and country is None:
            # "NAFTA: " opens a story as well: what it is about.
            return []
        return [Place(name, country, CITY, head[0], span)] if head else []
