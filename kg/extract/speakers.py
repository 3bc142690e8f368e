"""From the words for a speaker to the entity that they mean."""

from __future__ import annotations

from collections.abc import Collection

from kg.extract.sources import phrase_of
from kg.extract.spans import SpanIndex
from kg.model.document import Document, Form, Mention, Span
from kg.model.entities import Entity, Kind

SPEAKING_KINDS = (Kind.PERSON, Kind.COUNTRY, Kind.ORGANIZATION)


class Speakers:
    """Resolves the heads of speaker phrases of one document.

    Args:
        doc: The document with its mentions and entities.
        officials: Nouns for unnamed persons and bodies that speak for a state or organization.
    """

    def __init__(self, doc: Document, officials: Collection[str]) -> None:
        self._officials = officials
        self._doc = doc
        self._mentions = SpanIndex(doc.mentions)
        self._entities = {entity.id: entity for entity in doc.entities}
        self._countries = {entity.country: entity for entity in doc.entities if entity.kind is Kind.COUNTRY}

    def entity_of(self, head: int) -> Entity | None:
        """Who the phrase around token `head` means: by a mention of it, by an apposition to it, or as the unnamed
        voice of a state or body that it names.
        """
        return self._mentioned(head) or self._in_apposition(head) or self._voice(head)

    def addressee_of(self, head: int) -> str | None:
        """The id of the person, state or organization that token `head` names."""
        entity = self._mentioned(head) or self._in_apposition(head)
        return None if entity is None else entity.id

    def _mentioned(self, head: int) -> Entity | None:
        mentions = self._doc.mentions_at(head) or self._covering(head)
        for kind in SPEAKING_KINDS:
            for mention in mentions:
                entity = self._entities.get(mention.entity)
                if entity is not None and entity.kind is kind:
                    return entity
        return None

    def _covering(self, head: int) -> tuple[Mention, ...]:
        """Mentions by name that end with the token but have another head (a parse that splits the name)."""
        token = self._doc.tokens[head]
        return tuple(
            mention
            for mention in self._mentions.touching(token.span)
            if mention.span.end == token.end and mention.form in (Form.NAME, Form.METONYM)
        )

    def _in_apposition(self, head: int) -> Entity | None:
        for child in self._doc.children(head):
            if self._doc.tokens[child].dep == "appos":
                entity = self._mentioned(child)
                if entity is not None and entity.kind is Kind.PERSON:
                    return entity
        return None

    def _voice(self, head: int) -> Entity | None:
        """The state (else the body) that an unnamed official speaks for: "a British official", "an aide to Brown"."""
        if self._doc.tokens[head].lemma.lower() not in self._officials:
            return None
        named = [
            entity
            for mention in self._mentions.within(phrase_of(self._doc, head))
            if (entity := self._entities.get(mention.entity)) is not None and entity.kind in SPEAKING_KINDS
        ]
        for kind in (Kind.COUNTRY, Kind.ORGANIZATION):
            for entity in named:
                if entity.kind is kind:
                    return entity
        states = [self._countries.get(entity.country) for entity in named if entity.country is not None]
        return next((state for state in states if state is not None), None)

    def mentioned_in(self, spans: tuple[Span, ...]) -> list[str]:
        """Ids of the persons, states and organizations named in the spans, in the order of first mention."""
        found: dict[str, None] = {}
        for span in spans:
            for mention in self._mentions.within(span):
                entity = self._entities.get(mention.entity)
                if entity is not None and entity.kind in SPEAKING_KINDS:
                    found.setdefault(entity.id)
        return list(found)
