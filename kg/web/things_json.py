"""What the graph says of a thing as JSON-LD for its page: search engines and reading tools find it there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from kg.rdf.namespaces import PREFIXES

# What schema.org calls the classes; search engines know no other names.
_SCHEMA = {
    "Article": "NewsArticle",
    "Person": "Person",
    "Country": "Country",
    "Organization": "Organization",
    "Meeting": "Event",
    "Statement": "Quotation",
}
_SAME = {"rdfs:label": "schema:name", "skos:altLabel": "schema:alternateName", "ng:text": "schema:text"}
# The text of an article stands on the page already.
_LEFT_OUT = frozenset({"nif:isString"})
_MOST = 200
_TYPE = "rdf:type"
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

Term = Mapping[str, str]
"""A term of SPARQL's JSON results: `type`, `value`, and `datatype` or `xml:lang`."""


def embed(iri: str, pairs: Iterable[tuple[str, Term]]) -> Markup:
    """A data block of JSON-LD; nothing in it can end the block or be taken for markup.

    Args:
        iri: The thing.
        pairs: Properties and values of it.
    """
    text = json.dumps(to_jsonld(iri, pairs), ensure_ascii=False)
    for char, escaped in _ESCAPES.items():
        text = text.replace(char, escaped)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))


def to_jsonld(iri: str, pairs: Iterable[tuple[str, Term]]) -> dict[str, Any]:
    """The properties as one JSON-LD object, with the schema.org names of what has them beside its own."""
    made: dict[str, list[Any]] = {}
    used: set[str] = {"schema"}
    for predicate, term in list(pairs)[:_MOST]:
        name = compact(predicate)
        if name in _LEFT_OUT:
            continue
        if name == _TYPE:
            made.setdefault("@type", []).extend(_types(term["value"]))
            continue
        for key in (name, _SAME.get(name)):
            if key:
                made.setdefault(key, []).append(_value(term))
    for name in (*made, *(value for value in made.get("@type", []))):
        used.add(str(name).partition(":")[0])
    used |= {datatype.partition(":")[0] for values in made.values() for datatype in _datatypes(values)}
    context = {prefix: name for prefix, name in PREFIXES.items() if prefix in used}
    return {"@context": context, "@id": iri} | {key: _single(values) for key, values in sorted(made.items())}


def compact(iri: str) -> str:
    """An IRI with the prefix of a namespace that is known, or whole."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.isalnum():
            return f"{prefix}:{local}"
    return iri


def _types(iri: str) -> list[str]:
    name = compact(iri)
    known = _SCHEMA.get(name.removeprefix("ng:"))
    return [name, f"schema:{known}"] if known and name.startswith("ng:") else [name]


def _value(term: Term) -> Any:
    if term["type"] == "uri":
        return {"@id": term["value"]}
    if language := term.get("xml:lang"):
        return {"@value": term["value"], "@language": language}
    if datatype := term.get("datatype"):
        return {"@value": term["value"], "@type": compact(datatype)}
    return term["value"]


def _datatypes(values: Iterable[Any]) -> list[str]:
    return [value["@type"] for value in values if isinstance(value, dict) and "@type" in value]


def _single(values: list[Any]) -> Any:
    unique = [value for number, value in enumerate(values) if value not in values[:number]]
    return unique[0] if len(unique) == 1 else unique
