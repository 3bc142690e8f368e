"""Where an encounter takes place: the words for the place, and the state that it lies in."""

from __future__ import annotations

from dataclasses import dataclass

from kg.authority import Authority
from kg.extract.meeting_syntax import conjuncts, kids, phrase_of
from kg.extract.meeting_words import MeetingWords
from kg.extract.spans import SpanIndex
from kg.model.document import Document, Span
from kg.model.entities import Kind

PLACE_PREPOSITIONS = frozenset(("in", "at", "on", "near", "outside", "aboard", "inside"))
PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
# "on" is a place's preposition before these.
SURFACES = frozenset(
    (
        "island",
        "isle",
        "border",
        "frontier",
        "ship",
        "yacht",
        "train",
        "ranch",
        "estate",
        "peninsula",
        "terrace",
        "lawn",
        "deck",
    )
)
# The prepositions between a place and what it lies in.
LIES_IN = frozenset(("in", "of", "near", "outside", "on"))
# Nouns that name no place by themselves: "in the city".
GENERIC = frozenset(
    ("city", "town", "capital", "village", "building", "room", "house", "office", "place", "centre", "center", "venue")
)
# Nouns whose name stands after "of".
SETTLEMENTS = frozenset(
    (
        *("city", "town", "resort", "village", "port", "capital", "suburb", "enclave", "island", "spa", "district"),
        *("outpost", "oasis", "hamlet", "municipality", "seaport", "stronghold", "isle", "peninsula"),
    )
)
# Parts of the world, too large to be the place of an encounter.
CONTINENTS = frozenset(
    (
        *("africa", "asia", "europe", "america", "north america", "south america", "latin america", "middle east"),
        *("oceania", "caribbean", "gulf", "balkans", "pacific", "central asia", "west", "east", "eurasia", "sahel"),
    )
)
CITY, VENUE, STATE = "city", "venue", "state"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as named, the state where it is known, and whether it is a city, a venue or a whole state.

    `hosts` are the states of all its cities ("Nicosia and Ankara"); `country` is None if there are several. A
    `presumed` place is where the report was sent from, which the clause itself does not tell.
    """

    text: str
    country: str | None
    kind: str
    head: int
    span: Span
    hosts: tuple[str, ...] = ()
    presumed: bool = False


class PlaceFinder:
    """Preposition objects → places. Cities are known from the document's entities and from the authority."""

    def __init__(self, doc: Document, words: MeetingWords, authority: Authority | None) -> None:
        self._doc = doc
        self._words = words
        self._entities = {entity.id: entity for entity in doc.entities}
        self._mentions = SpanIndex(doc.mentions)
        self._capitals = _capitals(authority)
        self._states = _states(authority)
        self._seats = _seats(authority)

    def destination_at(self, head: int) -> Place | None:
        """Where a journey goes: a name that is not known for one of a person or a body is that of a place."""
        place = self.place_at(head, prep="in")
        token = self._doc.tokens[head]
        if place is not None or token.pos != "PROPN" or token.ner in ("PERSON", "DATE", "EVENT", "LAW", "WORK_OF_ART"):
            return place
        name = self._name(head)
        if name.isupper() or kids(self._doc, head, "det") or self._words.noun(token) is not None:
            return None
        first, last = self._extent(head)
        span = self._doc.span_of((first, last))
        return Place(self._doc.text_of(span), self.country_of(head), CITY, head, span)

    def place_at(self, head: int, *, prep: str) -> Place | None:
        """The place that the noun names after that preposition; None if it names none."""
        token = self._doc.tokens[head]
        kind = self._kind(head, prep)
        if kind is None or self._words.noun(token) is not None or token.ner in ("DATE", "TIME"):
            return None
        if prep == "on" and token.lemma.lower() not in SURFACES:
            return None
        first, last = self._extent(head)
        if first == last and token.lower in GENERIC:
            return None
        if self._name(head).lower() in CONTINENTS:
            return None
        span = self._doc.span_of((first, last))
        cities = [at for at in conjuncts(self._doc, head) if first <= at <= last]
        hosts = tuple(dict.fromkeys(code for at in cities if (code := self.country_of(at))))
        country = hosts[0] if len(hosts) == 1 else None
        return Place(self._doc.text_of(span), country, kind, head, span, hosts)

    def _extent(self, head: int) -> tuple[int, int]:
        """The noun with its modifiers, and the cities coordinated with it; without articles before names."""
        doc = self._doc
        indexes = [at for at in phrase_of(doc, head) if doc.tokens[at].dep not in ("det", "predet") or at > head]
        dated = {at for token in kids(doc, head, "npadvmod") for at in doc.subtree(token.i)}
        indexes = [at for at in indexes if at not in dated]
        for at in conjuncts(doc, head)[1:]:
            if doc.tokens[at].ner in PLACE_LABELS and doc.tokens[head].ner in PLACE_LABELS:
                indexes.extend((at, at))
        if doc.tokens[head].pos == "PROPN" or doc.tokens[head].lemma.lower() in SETTLEMENTS:
            # "the Palace of Nations": the name goes on after "of".
            for prep in kids(doc, head, "prep"):
                if prep.lower == "of" and prep.i == head + 1:
                    indexes.extend(
                        at for obj in kids(doc, prep.i, "pobj") if obj.pos == "PROPN" for at in (prep.i, obj.i)
                    )
        poss = [at for at in indexes if doc.tokens[at].dep == "poss" and doc.tokens[at].tag == "PRP$"]
        indexes = [at for at in indexes if at not in poss]
        return min(indexes), max(indexes)

    def _kind(self, head: int, prep: str) -> str | None:
        token = self._doc.tokens[head]
        if token.lower in self._words.venues or self._name(head).lower() in self._seats:
            return VENUE
        for mention in self._doc.mentions_at(head):
            kind = self._entities[mention.entity].kind if mention.entity in self._entities else None
            if kind is Kind.PLACE:
                return CITY
            if kind is Kind.COUNTRY:
                # A capital or a seat of power may have been taken for the state: here it is the place.
                state = mention.text.lower() in self._states or token.lower in self._states
                return STATE if state else VENUE if token.ner == "FAC" else CITY
            if kind is Kind.PERSON:
                return None
        if token.pos == "PROPN" and (prep == "aboard" or self._is_explained(head) or self._has_house(head)):
            return VENUE
        if token.lemma.lower() in self._words.venues or (token.ner == "FAC" and token.pos == "PROPN"):
            return VENUE
        if token.pos == "PROPN" and (token.ner in ("GPE", "LOC") or self._name(head).lower() in self._capitals):
            return STATE if self._name(head).lower() in self._states else CITY
        if (
            prep in ("in", "at")
            and token.pos == "PROPN"
            and token.ner not in ("ORG", "DATE", "EVENT", "LAW", "WORK_OF_ART")
            and (token.ner != "PERSON" or self._is_no_person(head, prep))
        ):
            return CITY
        return None

    def _is_no_person(self, head: int, prep: str) -> bool:
        """Whether what the tagger takes for a person is none: the document knows nobody of that name."""
        return prep == "in" and not self._mentions.touching(self._doc.tokens[head].span)

    def _has_house(self, head: int) -> bool:
        """Whether the name tells what house it is: "Villa Madama", "Fort Sumter"."""
        names = (self._doc.tokens[at] for at in phrase_of(self._doc, head))
        return any(t.pos == "PROPN" and t.i < head and t.lower in self._words.venues for t in names)

    def _is_explained(self, head: int) -> bool:
        """Whether an apposition tells what house it is: "at Longacre, a villa outside the city"."""
        return any(token.lemma.lower() in self._words.venues for token in kids(self._doc, head, "appos"))

    def _name(self, head: int) -> str:
        words = [at for at in phrase_of(self._doc, head) if self._doc.tokens[at].pos == "PROPN"]
        return self._doc.text_of(self._doc.span_of(words)) if words else self._doc.tokens[head].text

    def country_of(self, head: int) -> str | None:
        """The code of the state: told beside the place, known of the place, or that of an adjective before it."""
        doc = self._doc
        told = self._told_beside(head)
        if told:
            return told
        found = self._known(head) or self._lies_in(head)
        if found:
            return found
        for at in phrase_of(doc, head):
            found = self._known(at)
            if found:
                return found
        for token in kids(doc, head, "appos"):
            # "Rhodes, a Greek island"
            if token.pos == "NOUN":
                found = next((code for at in phrase_of(doc, token.i) if (code := self._known(at))), None)
                if found:
                    return found
        return None

    def _lies_in(self, head: int) -> str | None:
        """The state of what the place lies in: "the Italian embassy in Berlin" is in Germany."""
        preps_ = (prep for prep in kids(self._doc, head, "prep") if prep.lower in LIES_IN)
        inner = (obj.i for prep in preps_ for obj in kids(self._doc, prep.i, "pobj"))
        return next((found for at in inner if (found := self.country_of(at))), None)

    def _known(self, at: int) -> str | None:
        """What the mention over a token, or the name that it heads, says of the state."""
        token = self._doc.tokens[at]
        mentioned = self._mentioned(at)
        if mentioned is not None or token.pos != "PROPN":
            return mentioned or self._capitals.get(token.lower)
        name = self._name(at).lower()
        known = self._states.get(name) or self._capitals.get(name) or self._words.cities.get(name)
        return known or self._capitals.get(token.lower) or self._words.cities.get(token.lower)

    def _mentioned(self, at: int) -> str | None:
        token = self._doc.tokens[at]
        for mention in self._mentions.touching(token.span):
            if mention.span.covers(token.span):
                entity = self._entities.get(mention.entity)
                if entity is not None and entity.kind in (Kind.COUNTRY, Kind.PLACE) and entity.country:
                    return entity.country
        return None

    def _told_beside(self, head: int) -> str | None:
        """ "Munich, Germany": the state set beside the city as an apposition, or after its comma."""
        doc = self._doc
        for token in kids(doc, head, "appos", "npadvmod"):
            state = self._state_mention(token.i)
            if state:
                return state
        comma = head + 1
        if comma + 1 < len(doc.tokens) and doc.tokens[comma].text == ",":
            after = comma + 1
            while after + 1 < len(doc.tokens) and doc.tokens[after].dep == "compound":
                after += 1
            closed = after + 1 >= len(doc.tokens) or doc.tokens[after + 1].text in (",", ".", ";", ")")
            if closed and doc.tokens[after].sentence == doc.tokens[head].sentence and doc.tokens[after].dep != "nsubj":
                return self._state_mention(after)
        return None

    def _is_state(self, name: str) -> bool:
        """Whether the name is a state's own, and not that of a city that stands for it."""
        return not self._states or name.lower() in self._states

    def _state_mention(self, at: int) -> str | None:
        for mention in self._doc.mentions_at(at):
            entity = self._entities.get(mention.entity)
            if entity is not None and entity.kind is Kind.COUNTRY and self._is_state(mention.text):
                return entity.country
        name = self._name(at).lower()
        return self._states.get(name)

    def country_near(self, name: str, tokens: range) -> str | None:
        """The state of a dateline: of the city by its name or mention, or of the region that follows its comma."""
        if name.lower() in self._capitals:
            return self._capitals[name.lower()]
        if name.lower() in self._words.cities:
            return self._words.cities[name.lower()]
        after = range(tokens[-1] + 1, min(tokens[-1] + 3, len(self._doc.tokens))) if tokens else range(0)
        return next((found for at in (*tokens, *after) if (found := self._mentioned(at))), None)


def _capitals(authority: Authority | None) -> dict[str, str]:
    if authority is None:
        return {}
    known = {record.surface.lower(): record.iso2 for record in reversed(authority.metonyms)}
    known.update(
        (record.capital.lower(), record.iso2)
        for record in reversed(authority.countries)
        if record.capital and record.end_year is None
    )
    return known


def _seats(authority: Authority | None) -> frozenset[str]:
    """Buildings that stand for a government."""
    if authority is None:
        return frozenset()
    return frozenset(
        record.surface.lower() for record in authority.metonyms if record.kind not in ("capital", "seat-alias")
    )


def _states(authority: Authority | None) -> dict[str, str]:
    if authority is None:
        return {}
    forms: dict[str, str] = {}
    for record in authority.countries:
        for form in (record.label, record.official_name, *record.aliases):
            forms.setdefault(form.lower(), record.iso2)
    return forms
