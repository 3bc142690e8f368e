"""Which states, organizations and persons a stretch of tokens names, as makers or as those concerned by a policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.extract.policy_phrases import CLAUSES
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document, Form
from kg.model.entities import Entity, Kind

# Prepositions that lead from a subject to its place or topic and not to another party.
ABOUT = frozenset({"in", "on", "at", "near", "to", "after", "before", "during", "over", "about", "against"})
# "GENEVA, Nov. 21 (Overland Press) --": the line that tells where a report comes from, at the start of a paragraph.
DATELINE = re.compile(r"(?:[A-Z]{3,}|\()[^\n]{0,70}?(?:--|[—–]|\s-)\s")


class PartyNames:
    """Reads the entities that tokens of one document name.

    Args:
        doc: The document.
        words: The word lists.
    """

    def __init__(self, doc: Document, words: PolicyWords) -> None:
        self._doc = doc
        self._words = words
        self._countries = {e.country: e.id for e in doc.entities if e.kind is Kind.COUNTRY}
        self.outside = _datelines(doc)

    def states(self, indexes: Iterable[int], *, places: bool = False) -> list[str]:
        """Ids of those named, in text order: persons in office by their state; private persons where nobody else is.

        Args:
            indexes: The tokens.
            places: Whether a place stands for its country, where the document knows that country.
        """
        found: list[str] = []
        private: list[str] = []
        for i in indexes:
            for mention in self._doc.mentions_at(i):
                if any(j in self.outside for j in self._doc.tokens_in(mention.span)):
                    continue
                entity = self._doc.entity(mention.entity)
                state = self._state_of(entity, places=places)
                if state is not None:
                    found.append(state)
                elif entity.kind is Kind.PERSON:
                    private.append(entity.id)
        return unique(found or private)

    def _state_of(self, entity: Entity, *, places: bool) -> str | None:
        """Whom an entity stands for; None for private persons, and for places as such."""
        if entity.kind is Kind.PLACE:
            return self._countries.get(entity.country) if places else None
        if entity.kind is Kind.PERSON:
            if entity.country is None:
                return None
            return self._countries.get(entity.country, entity.id) if self.is_in_office(entity) else entity.id
        return self._legislating(entity) if self.is_legislature(entity) else entity.id

    def _legislating(self, entity: Entity) -> str:
        """The state of a legislature, where the document speaks of it; the legislature else."""
        code = "US" if entity.country is None and entity.name in ("Congress", "Senate") else entity.country
        return self._countries.get(code, entity.id)

    def signatory(self, entity_id: str) -> str:
        """Whom somebody binds who has a part in an act between states: his state, where it is known."""
        entity = self._doc.entity(entity_id)
        if entity.kind is Kind.PERSON and entity.country is not None:
            return self._countries.get(entity.country, entity_id)
        return entity_id

    def is_in_office(self, entity: Entity) -> bool:
        """Whether the article gives the person an office of state: a candidate's plan is his own."""
        roles = [re.sub(r"[^\w]+", " ", role.lower()).split() for role in entity.roles]
        held = [words for words in roles if not set(words) & self._words.all("candidacy")]
        return any(self._words.is_office(words) for words in held)

    def is_legislature(self, entity: Entity) -> bool:
        """Whether the organization makes law for its state, by its name."""
        words = {word.lower() for word in entity.name.split()}
        return entity.kind is Kind.ORGANIZATION and bool(words & self._words.all("legislature"))

    def country(self, code: str | None) -> str | None:
        """The id of the country with that code, where the document speaks of it."""
        return self._countries.get(code)

    def seated(self, subject: int) -> list[str]:
        """The state in whose city a body sits: "Parliament in Lima", "the government in Ankara"."""
        places = [self._doc.entity(m.entity) for i in self._doc.subtree(subject) for m in self._doc.mentions_at(i)]
        codes = [place.country for place in places if place.kind is not Kind.PERSON]
        return unique(found for code in codes if (found := self._countries.get(code)) is not None)

    def plain(self, i: int) -> list[int]:
        """The subtree of a subject without its clauses and without phrases of place and topic."""
        doc = self._doc
        drop = {
            j
            for at in doc.subtree(i)
            if at != i
            and (doc.tokens[at].dep in CLAUSES or (doc.tokens[at].dep == "prep" and doc.tokens[at].lower in ABOUT))
            for j in doc.subtree(at)
        }
        return [j for j in doc.subtree(i) if j not in drop]

    def before(self, i: int) -> list[str]:
        """Whom the adjectives, names and possessives before a noun name: "Iranian companies", "Poland's debt"."""
        doc = self._doc
        parts = [c for c in doc.children(i) if c < i and doc.tokens[c].dep in ("poss", "amod", "compound", "nmod")]
        forms = (Form.NAME, Form.ADJECTIVE, Form.METONYM)
        found = [
            m.entity
            for part in parts
            for j in doc.subtree(part)
            for m in doc.mentions_at(j)
            if m.form in forms and doc.entity(m.entity).kind in (Kind.COUNTRY, Kind.ORGANIZATION)
        ]
        return unique(found)


def unique(entities: Iterable[str] | Sequence[str]) -> list[str]:
    """The ids without repetition, in order."""
    return list(dict.fromkeys(entities))


def _datelines(doc: Document) -> set[int]:
    """Tokens of the lines that tell place, day and agency before a report; those name no actor."""
    found: set[int] = set()
    for paragraph in doc.paragraphs[:3]:
        match = DATELINE.match(doc.article.text, paragraph.span.start, paragraph.span.end)
        if match is None:
            continue
        inside = [i for i in doc.tokens_in(paragraph.span) if doc.tokens[i].start < match.end()]
        if not any(doc.tokens[i].pos in ("VERB", "AUX") for i in inside):
            found.update(inside)
    return found
