"""A store → rows of flat tables for those who work without RDF: one table a class, one for each list of values.

Tables join over IRIs: `participants.meeting` is `meetings.meeting`, `meetings.article` is `articles.article`, and so
on. Dates stand as the article tells them (`date`, EDTF) and as the two days that bound them (`start`, `end`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from kg.export.graph import Node, Reader, Source
from kg.rdf.namespaces import NG, NIF, RDF, RDFS, SCHEMA, SKOS

Kind = Literal["text", "day", "number", "count", "flag"]
Value = str | int | float | bool | None

JOINT = " | "
"""What stands between the values of a cell that holds several names."""

_DATES = "date start:day end:day"
_PROOF = "confidence:number evidence"
_LAYOUT = {
    "articles": "article headline published publisher author url language characters:count",
    "persons": "person name aliases wikidata job_titles represents",
    "countries": "country name aliases iso2 iso3 wikidata",
    "organizations": "organization name aliases wikidata",
    "meetings": f"meeting article {_DATES} place country country_iso3 status type participants about {_PROOF}",
    "participants": "meeting participant name kind iso3",
    "policies": f"policy article label aliases legal_act:flag kind status {_DATES} actors targets {_PROOF}",
    "policy_parties": "policy role party name kind iso3",
    "statements": "statement article speaker speaker_name speaker_iso3 speaker_text text quote_type cue "
    f"addressee addressee_name stance about occasion {_DATES} {_PROOF}",
    "statement_topics": "statement topic name kind",
}


class Column(NamedTuple):
    """A column by name, and what its cells hold."""

    name: str
    kind: Kind


class Row(NamedTuple):
    """One row of the table of that name."""

    table: str
    cells: tuple[Value, ...]


def _columns(layout: str) -> tuple[Column, ...]:
    parts = (word.partition(":") for word in layout.split())
    return tuple(Column(name, kind or "text") for name, _, kind in parts)  # type: ignore[arg-type]


TABLES: Mapping[str, tuple[Column, ...]] = MappingProxyType({name: _columns(text) for name, text in _LAYOUT.items()})
"""The tables by name, with their columns."""


def table_rows(reader: Reader) -> Iterator[Row]:
    """All rows of all tables; those of one table come in a fixed order."""
    for node in reader.agents("Person"):
        yield Row(
            "persons", (*_named(reader, node), _joined(node, SCHEMA["jobTitle"]), _labels(reader, node, "represents"))
        )
    for node in reader.agents("Country"):
        iri, name, aliases, wikidata = _named(reader, node)
        codes = (_text(node.one(NG["isoAlpha2"])), _text(node.one(NG["isoAlpha3"])))
        yield Row("countries", (iri, name, aliases, *codes, wikidata))
    for node in reader.agents("Organization"):
        yield Row("organizations", _named(reader, node))
    for source in reader.sources():
        yield from _source_rows(reader, source)


def _source_rows(reader: Reader, source: Source) -> Iterator[Row]:
    for article in source.facts("Article"):
        yield Row("articles", _article(article))
    for meeting in source.facts("Meeting"):
        yield Row("meetings", _meeting(reader, source, meeting))
        for iri in meeting.all(NG["participant"]):
            yield Row("participants", (meeting.iri, *_party(reader, source, iri)))
    for policy in source.facts("Policy"):
        yield Row("policies", _policy(reader, source, policy))
        for role in ("actor", "target"):
            for iri in policy.all(NG[role]):
                yield Row("policy_parties", (policy.iri, role, *_party(reader, source, iri)))
    for statement in source.facts("Statement"):
        yield Row("statements", _statement(reader, source, statement))
        for iri in statement.all(NG["about"]):
            yield Row("statement_topics", (statement.iri, iri, reader.label(iri), _text(reader.kind(iri))))


def _named(reader: Reader, node: Node) -> tuple[Value, ...]:
    return node.iri, reader.label(node.iri), _joined(node, SKOS["altLabel"]), _text(reader.wikidata(node.iri))


def _party(reader: Reader, source: Source, iri: str) -> tuple[Value, ...]:
    return iri, reader.label(iri), _text(reader.kind(iri)), _text(reader.code(iri, source))


def _article(article: Node) -> tuple[Value, ...]:
    names = ("headline", "datePublished", "publisher", "author", "url", "inLanguage")
    described = (_text(article.one(SCHEMA[name])) for name in names)
    return article.iri, *described, len(article.one(NIF["isString"]))


def _meeting(reader: Reader, source: Source, meeting: Node) -> tuple[Value, ...]:
    country = meeting.one(NG["country"])
    return (
        *_origin(source, meeting),
        *_dates(meeting),
        _text(meeting.one(NG["place"])),
        _text(reader.label(country) if country else ""),
        _text(reader.code(country, source) if country else ""),
        _text(meeting.name(NG["status"])),
        _text(meeting.name(NG["meetingType"])),
        _labels(reader, meeting, "participant"),
        _labels(reader, meeting, "about"),
        *_proof(source, meeting),
    )


def _policy(reader: Reader, source: Source, policy: Node) -> tuple[Value, ...]:
    return (
        *_origin(source, policy),
        _text(policy.one(RDFS["label"])),
        _joined(policy, SKOS["altLabel"]),
        SCHEMA["Legislation"] in policy.all(RDF["type"]),
        _text(policy.name(NG["policyKind"])),
        _text(policy.name(NG["status"])),
        *_dates(policy),
        _labels(reader, policy, "actor"),
        _labels(reader, policy, "target"),
        *_proof(source, policy),
    )


def _statement(reader: Reader, source: Source, statement: Node) -> tuple[Value, ...]:
    speaker, addressee = statement.one(NG["speaker"]), statement.one(NG["addressee"])
    return (
        *_origin(source, statement),
        _text(speaker),
        _text(reader.label(speaker) if speaker else ""),
        _text(reader.code(speaker, source) if speaker else ""),
        _text(statement.one(NG["speakerText"])),
        _text(statement.one(NG["text"])),
        _text(statement.name(NG["quoteType"])),
        _text(statement.one(NG["cue"])),
        _text(addressee),
        _text(reader.label(addressee) if addressee else ""),
        _text(statement.name(NG["stance"])),
        _labels(reader, statement, "about"),
        _text(statement.one(NG["occasion"])),
        *_dates(statement),
        *_proof(source, statement),
    )


def _origin(source: Source, fact: Node) -> tuple[Value, ...]:
    return fact.iri, source.article_of(fact).iri


def _dates(fact: Node) -> tuple[Value, ...]:
    return tuple(_text(fact.one(name)) for name in (NG["date"], SCHEMA["startDate"], SCHEMA["endDate"]))


def _proof(source: Source, fact: Node) -> tuple[Value, ...]:
    confidence = fact.one(NG["confidence"])
    return float(confidence) if confidence else None, _text(source.words(fact))


def _joined(node: Node, predicate: str) -> Value:
    return _text(JOINT.join(node.all(predicate)))


def _labels(reader: Reader, node: Node, name: str) -> Value:
    return _text(JOINT.join(sorted(reader.label(iri) for iri in node.all(NG[name]))))


def _text(value: str) -> str | None:
    return value or None
