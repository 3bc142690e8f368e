"""The name and reference layers over a parsed text, built once per test process."""

from __future__ import annotations

from functools import cache

from kg.annotate.coref import ReferenceResolver
from kg.annotate.names import NameFinder
from kg.authority import Authority
from kg.lexicon import Lexicon
from kg.model.document import Document
from kg.model.entities import Entity, Kind
from kg.resources import resource_dir
from tests.builders import parse


@cache
def shared_authority() -> Authority:
    return Authority.load(resource_dir("data") / "authority")


@cache
def shared_lexicon() -> Lexicon:
    return Lexicon(resource_dir("data") / "gazetteer")


@cache
def name_finder() -> NameFinder:
    return NameFinder(shared_authority(), shared_lexicon())


@cache
def reference_resolver() -> ReferenceResolver:
    return ReferenceResolver(shared_authority(), shared_lexicon())


def named(text: str, *, date: str | None = "2010-05-12") -> Document:
    """The text with entities and the mentions that name them."""
    return name_finder()(parse(text, date=date))


def resolved(text: str, *, date: str | None = "2010-05-12") -> Document:
    """The text with names and references."""
    return reference_resolver()(named(text, date=date))


def of_kind(doc: Document, kind: Kind) -> dict[str, Entity]:
    """The entities of one kind by name."""
    return {entity.name: entity for entity in doc.entities if entity.kind is kind}


def forms(doc: Document, name: str) -> list[tuple[str, str]]:
    """Text and form of all mentions of the entity of that name."""
    ids = {entity.id for entity in doc.entities if entity.name == name}
    return [(mention.text, mention.form.value) for mention in doc.mentions if mention.entity in ids]


def referents(doc: Document, words: str) -> list[str]:
    """The names of the entities that the first mention of these words stands for."""
    spans = [mention.span for mention in doc.mentions if mention.text == words]
    return [doc.entity(m.entity).name for m in doc.mentions if spans and m.span == spans[0]]
