"""What can be reconciled: the types of the ontology that have names, and the properties that can be asked for.

Types are known by their IRIs; `ng:Person`, `Person` and the classes that the ontology calls equivalent are understood
too. Properties are known by short names. Each has a SPARQL pattern that binds `?v` for a given `?s`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kg.rdf.namespaces import NG, PREFIXES

Shape = Literal["entity", "text", "term", "count", "day"]


@dataclass(frozen=True, slots=True)
class Type:
    """A class of the ontology whose instances can be found by name; `others` are classes that mean the same."""

    name: str
    description: str
    others: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        return str(NG[self.name])


@dataclass(frozen=True, slots=True)
class Property:
    """What can be asked of a thing.

    Attributes:
        types: Names of the types that have it.
        pattern: SPARQL that binds `?v` to the values for a given `?s`.
        shape: How a value is told: another thing of the graph, text, the local name of a term of the ontology, the
            number of distinct values, a day.
        target: The type of the things that are its values, where it is one type.
    """

    id: str
    name: str
    types: tuple[str, ...]
    pattern: str
    shape: Shape = "text"
    target: str = ""


TYPES = (
    Type("Person", "A human being that an article names", ("schema:Person", "foaf:Person", "wd:Q5")),
    Type("Country", "A state, present or past", ("schema:Country", "wd:Q6256")),
    Type("Organization", "A body that is no state", ("schema:Organization", "foaf:Organization")),
    Type("Meeting", "Who met whom, when and where", ("schema:Event", "sem:Event")),
    Type("Policy", "A treaty, law, sanction, programme or the like", ("skos:Concept", "schema:Legislation")),
)

_AGENTS = ("Person", "Country", "Organization")
_FACTS = ("Meeting", "Policy")
_ALL = (*_AGENTS, *_FACTS)
_ARTICLES = "{ [] itsrdf:taIdentRef ?s ; nif:referenceContext ?v } UNION { ?s ng:evidence/nif:referenceContext ?v }"

PROPERTIES = (
    Property(
        "wikidata",
        "Wikidata item",
        _ALL,
        "?s schema:sameAs ?item FILTER(STRSTARTS(STR(?item), STR(wd:))) BIND(STRAFTER(STR(?item), STR(wd:)) AS ?v)",
    ),
    Property("iri", "IRI", _ALL, "BIND(STR(?s) AS ?v)"),
    Property("alias", "Other name", ("Person", "Country", "Organization", "Policy"), "?s skos:altLabel ?v"),
    Property("country", "Country", ("Person", "Meeting"), "?s ng:represents|ng:country ?v", "entity", "Country"),
    Property("role", "Role", ("Person",), "?s schema:jobTitle ?v"),
    Property("isoAlpha2", "ISO 3166 alpha-2 code", ("Country",), "?s ng:isoAlpha2 ?v"),
    Property("isoAlpha3", "ISO 3166 alpha-3 code", ("Country",), "?s ng:isoAlpha3 ?v"),
    Property("participant", "Participant", ("Meeting",), "?s ng:participant ?v", "entity"),
    Property("actor", "Made by", ("Policy",), "?s ng:actor ?v", "entity"),
    Property("target", "Concerns", ("Policy",), "?s ng:target ?v", "entity"),
    Property("meetingType", "Kind of meeting", ("Meeting",), "?s ng:meetingType ?v", "term"),
    Property("policyKind", "Kind of policy", ("Policy",), "?s ng:policyKind ?v", "term"),
    Property("status", "Status", _FACTS, "?s ng:status ?v", "term"),
    Property("date", "Date (EDTF)", _FACTS, "?s ng:date ?v"),
    Property("startDate", "First day", _FACTS, "?s schema:startDate ?v", "day"),
    Property("endDate", "Last day", _FACTS, "?s schema:endDate ?v", "day"),
    Property("place", "Place", ("Meeting",), "?s ng:place ?v"),
    Property("statements", "Statements made", _AGENTS, "?v ng:speaker ?s", "count"),
    Property("statementsAbout", "Statements about it", _ALL, "?v ng:about ?s . ?v a ng:Statement", "count"),
    Property("meetings", "Meetings taken part in", _AGENTS, "?v ng:participant ?s", "count"),
    Property("articles", "Articles", _ALL, _ARTICLES, "count"),
    Property("evidence", "Words that prove it", _FACTS, "?s ng:evidence/nif:anchorOf ?v"),
)
_BY_ID = {entry.id: entry for entry in PROPERTIES}
_BY_NAME = {entry.name: entry for entry in TYPES}


def find_property(name: str) -> Property | None:
    """The property of this name, which may stand as an IRI of the ontology; None if there is none."""
    return _BY_ID.get(name.removeprefix(NG.iri).removeprefix("ng:"))


def properties_of(type_name: str | None) -> tuple[Property, ...]:
    """The properties that things of a type have; all for None."""
    return tuple(entry for entry in PROPERTIES if type_name is None or type_name in entry.types)


def find_type(name: str) -> Type | None:
    """The type that an IRI, a prefixed name or a plain name means; None if it is none of ours."""
    found = _BY_NAME.get(name.removeprefix(NG.iri).removeprefix("ng:"))
    return found or next((entry for entry in TYPES if name in _spellings(entry.others)), None)


def _spellings(names: Iterable[str]) -> set[str]:
    """Prefixed names and the IRIs they stand for, the older form of schema.org's among them."""
    found = set()
    for name in names:
        prefix, _, local = name.partition(":")
        iri = PREFIXES[prefix] + local
        found |= {name, iri, iri.replace("https://schema.org/", "http://schema.org/")}
        if prefix == "wd":
            found.add(local)
    return found
