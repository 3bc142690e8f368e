"""States and persons that the content of a statement is about without naming them: "arms to Lima", "the two men"."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import Statement

# Prepositions after which a capital or other place stands for its state; "in" and "at" tell where something is.
TOWARD = frozenset({"to", "from", "with", "against", "between", "toward", "towards"})
# Nouns that, after "the two", stand for two persons named before.
PEOPLE = frozenset({"man", "woman", "leader", "president", "minister", "premier", "rival", "king", "chancellor"})
PAIR = 2


class EntityTopics:
    """Finds the entities that places and groups in statements stand for, in one document."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._countries = {entity.country: entity.id for entity in doc.entities if entity.kind is Kind.COUNTRY}

    def meant_in(self, statement: Statement) -> list[str]:
        """The ids of the entities meant, in text order; the speaker himself is none of them."""
        found: dict[str, None] = {}
        for span in statement.content:
            for i in self._doc.tokens_in(span):
                found.update(dict.fromkeys([*self._state_at(i), *self._two_at(self._doc.tokens[i])]))
        return [entity for entity in found if entity != statement.speaker]

    def _state_at(self, i: int) -> list[str]:
        """The state of a place that something goes to or comes from, where the article speaks of that state."""
        token = self._doc.tokens[i]
        above = self._doc.tokens[token.head]
        if token.dep != "pobj" or above.lower not in TOWARD:
            return []
        places = [self._doc.entity(mention.entity) for mention in self._doc.mentions_at(i)]
        codes = [place.country for place in places if place.kind is Kind.PLACE]
        return [self._countries[code] for code in codes if code in self._countries]

    def _two_at(self, token: Token) -> list[str]:
        """The two persons whom "the two men" or "these two" stands for."""
        words = {self._doc.tokens[c].lower for c in self._doc.children(token.i)}
        group = token.lemma.lower() in PEOPLE and token.tag == "NNS" and bool(words & {"two", "both"})
        alone = token.lower == "two" and token.dep in ("nsubj", "nsubjpass", "pobj", "dobj") and "these" in words
        return self._two_before(token) if group or alone else []

    def _two_before(self, token: Token) -> list[str]:
        """The persons of the last sentence before the token that names just two."""
        known = [number for number, _ in self._pairs]
        at = bisect_left(known, token.sentence)
        return list(self._pairs[at - 1][1]) if at else []

    @cached_property
    def _pairs(self) -> list[tuple[int, tuple[str, ...]]]:
        """The sentences that name just two persons, by their number, with the two."""
        named: dict[int, dict[str, None]] = {}
        for mention in self._doc.mentions:
            tokens = self._doc.tokens_in(mention.span)
            if tokens and self._doc.entity(mention.entity).kind is Kind.PERSON:
                named.setdefault(self._doc.tokens[tokens.start].sentence, {})[mention.entity] = None
        return [(number, tuple(persons)) for number, persons in sorted(named.items()) if len(persons) == PAIR]
