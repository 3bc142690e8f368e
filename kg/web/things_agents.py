"""What the page of a person, country or organization shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.web.page_queries import Row, pages
from kg.web.things_dates import in_words
from kg.web.things_facts import Fact, Source, Value, load_facts, load_sources, local_name
from kg.web.things_network import find_ties
from kg.web.things_parts import Parts
from kg.web.things_stances import NO_HISTORIES, load_histories
from kg.web.things_statements import NO_STATEMENTS, SIDES, find_statements

# What is shown of each; the lists have the rest.
_MEETINGS = 24
_STATE_MEETINGS = 12
_POLICIES = 12
_ARTICLES = 12
_PEOPLE = 24
_OFFICES = 400
_SHOWN_SOURCES = 4

_LINK = """SELECT ?outcome ?score ?margin ?method ?target ?item ?label ?rank ?itemScore WHERE {{
  ?link ng:entity <{iri}> ; ng:outcome ?outcome .
  OPTIONAL {{ ?link ng:score ?score }} OPTIONAL {{ ?link ng:margin ?margin }} OPTIONAL {{ ?link ng:method ?method }}
  OPTIONAL {{ ?link ng:linkTarget ?target }}
  OPTIONAL {{ ?link ng:candidate ?node . ?node ng:candidateItem ?item ; ng:rank ?rank .
    OPTIONAL {{ ?node rdfs:label ?label }} OPTIONAL {{ ?node ng:score ?itemScore }} }}
}} ORDER BY ?rank ?item LIMIT 12"""
_STATED = """SELECT ?article ?office ?state ?name ?published WHERE {{
  {{ GRAPH ?article {{ <{iri}> schema:jobTitle ?office }} }}
  UNION {{ GRAPH ?article {{ <{iri}> ng:represents ?state }} OPTIONAL {{ ?state rdfs:label ?name }} }}
  OPTIONAL {{ ?article schema:datePublished ?published }}
}} ORDER BY STR(?published) ?article ?office ?name LIMIT {limit}"""
_MET = """SELECT DISTINCT ?fact ?start WHERE {{
  {who} OPTIONAL {{ ?fact schema:startDate ?start }}
}} ORDER BY DESC(?start) ?fact LIMIT {limit}"""
_TAKES_PART = "?fact ng:participant <{iri}> ."
# A state meets by those who speak for it.
_TAKES_PART_BY_PEOPLE = """{{ ?fact ng:participant <{iri}> }} UNION {{
    {{ SELECT DISTINCT ?person WHERE {{ ?person ng:represents <{iri}> }} }} ?fact ng:participant ?person }}"""
# The identifier of a policy begins with its label, so this is the order of labels, without looking them up.
_PARTY = """SELECT ?fact WHERE {{
  {{ SELECT DISTINCT ?fact WHERE {{ {{ ?fact ng:actor <{iri}> }} UNION {{ ?fact ng:target <{iri}> }} }} LIMIT 600 }}
}} ORDER BY ?fact LIMIT {limit}"""
_MENTIONED = """SELECT ?article ?n ?published WHERE {{
  {{ SELECT ?article (COUNT(*) AS ?n) WHERE {{
    GRAPH ?article {{ ?mention itsrdf:taIdentRef <{iri}> }}
  }} GROUP BY ?article }}
  OPTIONAL {{ ?article schema:datePublished ?published }}
}} ORDER BY DESC(STR(?published)) ?article"""
_COUNTS = """SELECT ?what ?n WHERE {{
  {{ SELECT ("statements" AS ?what) (COUNT(*) AS ?n) WHERE {{ ?fact ng:speaker <{iri}> }} }}
  UNION {{ SELECT ("meetings" AS ?what) (COUNT(*) AS ?n) WHERE {{ ?fact ng:participant <{iri}> }} }}
}}"""
_PEOPLE_OF = """SELECT ?person ?name ?n (SAMPLE(?office) AS ?role) WHERE {{
  {{ SELECT ?person (COUNT(?fact) AS ?n) WHERE {{
    {{ SELECT DISTINCT ?person WHERE {{ ?person ng:represents <{iri}> }} }}
    OPTIONAL {{ ?fact ng:speaker|ng:participant ?person }}
  }} GROUP BY ?person ORDER BY DESC(?n) ?person LIMIT {limit} }}
  ?person rdfs:label ?name . OPTIONAL {{ ?person schema:jobTitle ?office }}
}} GROUP BY ?person ?name ?n ORDER BY DESC(?n) ?name ?person"""


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that articles say of somebody (an office, a country), and in which."""

    value: Value
    first: str
    last: str
    count: int
    sources: list[Source]

    @property
    def when(self) -> str:
        """From the first to the last article that says so, in words."""
        return in_words(self.first if self.first == self.last else f"{self.first}/{self.last}") if self.first else ""


@dataclass(frozen=True, slots=True)
class LinkState:
    """What linking says of an entity."""

    outcome: str
    score: str
    margin: str
    method: str
    target: str
    candidates: list[Row]


def describe_agent(iri: str, kind: str, about: Sequence[Row], given: Mapping[str, str]) -> dict[str, Any]:
    """The values of the template `thing_agent.html`.

    Args:
        iri: The thing.
        kind: `person`, `country` or `organization`.
        about: Its properties and values.
        given: The parameters of the address.
    """
    parts = Parts()
    shown = parts.get("statements", lambda: find_statements(iri, given), instead=NO_STATEMENTS)
    met = parts.all("meetings", lambda: _find_meetings(iri, kind))
    party = parts.all("policies", lambda: _ids(_PARTY.format(iri=iri, limit=_POLICIES)))
    facts = load_facts([*shown.iris, *met, *party])
    stated = load_stated(iri) if kind == "person" else []
    mentions = parts.all("articles", lambda: _rows(_MENTIONED.format(iri=iri), "article"))
    sources = load_sources(row["article"] for row in mentions[:_ARTICLES])
    counts = parts.all("counts", lambda: _rows(_COUNTS.format(iri=iri), "what"))
    topic = shown.values.get("topic", "")
    people = _PEOPLE_OF.format(iri=iri, limit=_PEOPLE)
    return {
        "names": [row["value"] for row in about if row["property"].endswith("#altLabel")],
        "codes": [row["value"] for row in about if "#isoAlpha" in row["property"]],
        "link": load_link(iri),
        "counts": {row["what"]: int(row["n"]) for row in counts} | {"articles": len(mentions)},
        "offices": [entry for entry in stated if not entry.value.iri],
        "states": [entry for entry in stated if entry.value.iri],
        "sides": {name: side.words for name, side in SIDES.items() if kind != "person" or name != "for"},
        "statements": shown,
        "statement_facts": [facts[fact] for fact in shown.iris if fact in facts],
        "meetings": by_year(facts[fact] for fact in met if fact in facts),
        "shown_meetings": len(met),
        "policies": [facts[fact] for fact in party if fact in facts],
        "histories": parts.get("stances", lambda: load_histories(iri, kind, topic), instead=NO_HISTORIES),
        "ties": parts.all("ties to others", lambda: find_ties(iri)),
        "people": parts.all("people", lambda: pages().rows(people)) if kind != "person" else [],
        "articles": [(sources[row["article"]], int(row["n"])) for row in mentions[:_ARTICLES]],
        "missing": parts.missing,
    }


def by_year(facts: Iterable[Fact]) -> list[tuple[str, list[Fact]]]:
    """Facts under the years of their dates, in the order given; those without one under ""."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.one("startDate")[:4] or fact.one("date")[:4], []).append(fact)
    return list(groups.items())


def _find_meetings(iri: str, kind: str) -> list[str]:
    """The newest meetings."""
    if kind == "person":
        return _ids(_MET.format(who=_TAKES_PART.format(iri=iri), limit=_MEETINGS))
    return _ids(_MET.format(who=_TAKES_PART_BY_PEOPLE.format(iri=iri), limit=_STATE_MEETINGS))


def _ids(query: str) -> list[str]:
    return [row["fact"] for row in pages().rows(query)]


def _rows(query: str, needed: str) -> list[Row]:
    """Rows that bind a variable: an aggregate over nothing gives one that does not."""
    return [row for row in pages().rows(query) if needed in row]


def load_link(iri: str) -> LinkState | None:
    """What linking decided, with the candidates that it weighed; None where it was not asked."""
    rows = pages().rows(_LINK.format(iri=iri))
    if not rows:
        return None
    first = rows[0]
    return LinkState(
        outcome=local_name(first["outcome"]),
        score=first.get("score", ""),
        margin=first.get("margin", ""),
        method=first.get("method", ""),
        target=first.get("target", ""),
        candidates=[row for row in rows if "item" in row],
    )


def load_stated(iri: str) -> list[Stated]:
    """Offices and what is represented, as the articles say it: the latest first, with the articles."""
    rows = pages().rows(_STATED.format(iri=iri, limit=_OFFICES))
    groups: dict[Value, list[Row]] = {}
    for row in rows:
        state = row.get("state", "")
        value = Value(row.get("name", local_name(state)), state, "country") if state else Value(row["office"])
        groups.setdefault(value, []).append(row)
    sources = load_sources(row["article"] for found in groups.values() for row in found[:_SHOWN_SOURCES])
    made = [_stated(value, found, sources) for value, found in groups.items()]
    return sorted(made, key=lambda entry: (entry.last, entry.first), reverse=True)


def _stated(value: Value, rows: list[Row], sources: Mapping[str, Source]) -> Stated:
    dates = sorted(date for row in rows if (date := row.get("published", "")))
    named = [sources[row["article"]] for row in rows[:_SHOWN_SOURCES] if row["article"] in sources]
    return Stated(value, dates[0] if dates else "", dates[-1] if dates else "", len(rows), named)
