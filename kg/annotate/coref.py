"""The reference layer: pronouns and noun phrases that stand for somebody or something named in the article.

In: a Document with names (after `NameFinder`). Out: the same with mentions of the forms pronoun and nominal added. A
group ("they", "the two ministers") has one mention per member over the same span. What is not resolved gets no mention.
"""

from __future__ import annotations

from dataclasses import replace

from kg.annotate.discourse import Discourse
from kg.annotate.groups import resolve_they
from kg.annotate.nominals import NominalResolver
from kg.annotate.pronouns import FEMALE, MALE, NEUTER, RELATIVE, resolve_neuter, resolve_person, resolve_relative
from kg.annotate.titles import Titles
from kg.authority import Authority, OfficeClass
from kg.lexicon import Lexicon
from kg.model.document import Document, Token
from kg.model.entities import Entity, Kind

TOP = frozenset({OfficeClass.HEAD_OF_STATE, OfficeClass.HEAD_OF_GOVERNMENT, OfficeClass.FOREIGN_MINISTER})
PLURAL = frozenset({"they", "them", "their", "themselves"})
NOUNS = frozenset({"NOUN", "PROPN"})
NUMERALS = frozenset({"two", "three", "both", "pair"})


class ReferenceResolver:
    """Resolves pronouns and noun phrases.

    Args:
        authority: Tells the office of persons of whom the article states none.
        lexicon: The word lists of the gazetteer.
    """

    def __init__(self, authority: Authority, lexicon: Lexicon) -> None:
        self._authority = authority
        self._titles = Titles(lexicon)
        self._nominals = NominalResolver(lexicon, self._titles)

    def __call__(self, doc: Document) -> Document:
        """The document with the references resolved."""
        if not doc.mentions:
            return doc
        talk = Discourse(doc, self._titles)
        self._add_known_offices(talk)
        for token in doc.tokens:
            self._token(talk, token)
        return replace(doc, mentions=talk.finished())

    def _add_known_offices(self, talk: Discourse) -> None:
        """ "The president" may be said of somebody whom the article calls by name alone."""
        date = talk.doc.article.reference_date
        for entity in talk.doc.entities:
            if date and entity.kind is Kind.PERSON and entity.country and not talk.exact[entity.id]:
                for title in self._offices(entity, int(date[:4])):
                    talk.note_title(entity.id, title)

    def _offices(self, entity: Entity, year: int) -> list[str]:
        """The top offices that the only bearer of the name, or of the surname in the state, holds in the year."""
        full = " " in entity.name
        named = (
            self._authority.persons_named(entity.name) if full else self._authority.persons_with_surname(entity.name)
        )
        holders = [
            (record.qid, office.title)
            for record in named
            for office in record.offices
            if office.country == entity.country and office.office_class in TOP and office.covers(year)
        ]
        return [title.lower() for _, title in holders] if len({qid for qid, _ in holders}) == 1 else []

    def _token(self, talk: Discourse, token: Token) -> None:
        word = token.lower
        if word in MALE or word in FEMALE:
            resolve_person(talk, token)
        elif word in NEUTER:
            resolve_neuter(talk, token)
        elif word in PLURAL:
            resolve_they(talk, token)
        elif word in RELATIVE and token.tag in ("WP", "WDT"):
            resolve_relative(talk, token)
        elif (token.pos in NOUNS or word in NUMERALS) and not talk.covered(token.i):
            self._nominals.resolve(talk, token)


__all__ = ["ReferenceResolver"]
