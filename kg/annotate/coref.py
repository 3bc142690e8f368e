"""The reference layer: pronouns and noun phrases that stand for somebody or something named in the article.

In: a Document with names (after `NameFinder`). Out: the same with mentions of the forms pronoun and nominal added. A
group ("they", "the two ministers") has one mention per member over the same span. What is not resolved gets no mention.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kg.annotate.descriptions import resolve_age
from kg.annotate.discourse import Discourse
from kg.annotate.groups import resolve_they
from kg.annotate.nominals import NominalResolver
from kg.annotate.phrases import pieces
from kg.annotate.pronouns import FEMALE, MALE, NEUTER, RELATIVE, resolve_neuter, resolve_person, resolve_relative
from kg.annotate.titles import MAX_ROLES, Titles
from kg.authority import Authority, NameKind, Office, OfficeClass
from kg.lexicon import Lexicon
from kg.model.document import Document, Form, Token
from kg.model.entities import Entity, Kind

TOP = frozenset({OfficeClass.HEAD_OF_STATE, OfficeClass.HEAD_OF_GOVERNMENT, OfficeClass.FOREIGN_MINISTER})
# Words that say of a leader no office.
VAGUE = frozenset({"leader"})
# Nouns that take up a person and alone state no office, and those that never do.
NEVER_OFFICES = frozenset(
    [
        "counterpart",
        "colleague",
        "rival",
        "guest",
        "host",
        "opponent",
        "ally",
        "predecessor",
        "successor",
        "member",
        "candidate",
        "nominee",
        "front-runner",
        "partner",
        "opposite",
        "number",
        "politician",
        "statesman",
    ]
)
VAGUE_HEADS = NEVER_OFFICES | frozenset(
    [
        "leader",
        "chief",
        "head",
        "official",
        "aide",
        "adviser",
        "advisor",
        "secretary",
        "representative",
        "delegate",
        "negotiator",
        "director",
        "chairman",
        "chair",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "deputy",
        "assistant",
        "speaker",
        "judge",
        "commander",
        "officer",
        "general",
        "soldier",
        "diplomat",
        "envoy",
        "lawmaker",
        "minister",
        "ruler",
    ]
)
DETERMINERS = frozenset({"the", "a", "an", "this", "that", "his", "her", "its", "their", "our"})
PARTY_HEADS = frozenset({"general secretary"})
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
        self._nominals = NominalResolver(lexicon, self._titles, _realms(authority), authority.state_in)

    def __call__(self, doc: Document) -> Document:
        """The document with the references resolved."""
        if not doc.mentions:
            return doc
        talk = Discourse(doc, self._titles)
        self._add_known_offices(talk)
        for token in doc.tokens:
            self._token(talk, token)
        return replace(doc, mentions=talk.finished(), entities=self._with_stated(talk))

    def _with_stated(self, talk: Discourse) -> tuple[Entity, ...]:
        """The entities with the offices that noun phrases state of them: "X resigned. The Greek premier was ill." """
        phrases: dict[str, list[str]] = {}
        spans = Counter(mention.span for mention in talk.added)
        for mention in sorted(talk.added, key=lambda mention: mention.span):
            if mention.form is Form.NOMINAL and spans[mention.span] == 1 and talk.is_person(mention.entity):
                office = self._office_in(mention.text)
                if office:
                    phrases.setdefault(mention.entity, []).append(office)
        return tuple(self._stating(entity, phrases.get(entity.id, ())) for entity in talk.doc.entities)

    def _office_in(self, phrase: str) -> str:
        """The words of a noun phrase that state an office, without its determiner; empty if they do not."""
        words = phrase.split()
        if words and words[0].lower() in DETERMINERS:
            words = words[1:]
        cut = pieces(" ".join(words))
        head = self._titles.head_at(cut, len(cut))
        if head is None or head[1].plural or head[1].class_ in ("kin", "private") or not _is_telling(head[1].word, cut):
            return ""
        return " ".join(words)

    def _stating(self, entity: Entity, offices: Sequence[str]) -> Entity:
        """The entity with those offices of which its roles do not tell the head noun yet."""
        roles = list(entity.roles)
        for office in offices:
            noun = office.lower().split()[-1]
            if len(roles) < MAX_ROLES and not any(noun in role.lower().split() for role in roles):
                roles.append(office)
        return entity if len(roles) == len(entity.roles) else replace(entity, roles=tuple(roles))

    def _add_known_offices(self, talk: Discourse) -> None:
        """ "The president" may be said of somebody whom the article calls by name alone."""
        date = talk.doc.article.reference_date
        for entity in talk.doc.entities:
            if date and entity.kind is Kind.PERSON and entity.country and not talk.exact[entity.id] - VAGUE:
                for title in self._offices(entity, int(date[:4])):
                    talk.note_title(entity.id, title)

    def _offices(self, entity: Entity, year: int) -> list[str]:
        """The top offices that the only bearer of the name, or of the surname in the state, holds in the year."""
        full = " " in entity.name
        named = (
            [match.person for match in self._authority.matches(entity.name) if match.kind is not NameKind.LOOSE]
            if full
            else self._authority.persons_with_surname(entity.name)
        )
        holders = [
            (record.qid, title)
            for record in named
            if entity.gender is None or record.gender in (None, entity.gender)
            for office in record.offices
            if office.country == entity.country and office.covers(year) and (title := self._leading_title(office))
        ]
        return [title for _, title in holders] if len({qid for qid, _ in holders}) == 1 else []

    def _leading_title(self, office: Office) -> str | None:
        """The title of an office that leads a state, its diplomacy or its only party."""
        found = self._titles.find(pieces(office.title.lower()), 0)
        if office.office_class in TOP:
            return found[1].word if found else office.title.lower()
        return found[1].word if found and found[1].word in PARTY_HEADS else None

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
        elif word == "old":
            resolve_age(talk, token)
        elif (token.pos in NOUNS or word in NUMERALS) and not talk.covered(token.i):
            self._nominals.resolve(talk, token)


def _is_telling(title: str, words: Sequence[str]) -> bool:
    """Whether a title says what office it is, alone or by the words before it ("the leader", "the Malian leader")."""
    return title not in VAGUE_HEADS or (title not in NEVER_OFFICES and len(words) > len(pieces(title)))


def _realms(authority: Authority) -> frozenset[str]:
    """The states that are kingdoms by their full name."""
    return frozenset(record.iso2 for record in authority.countries if "Kingdom" in record.official_name)


__all__ = ["ReferenceResolver"]
