"""What the pages of a meeting, a policy and a statement show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kg.web.article_view import Mark
from kg.web.article_view_html import excerpt
from kg.web.page_queries import pages
from kg.web.things_dates import in_words
from kg.web.things_facts import Fact, Value, load_facts, refer

# Other reports of one meeting, or articles on one policy, that stand side by side.
_REPORTS = 11
_STATEMENTS = 100

_TEXTS = "SELECT ?article ?text WHERE {{ VALUES ?article {{ {articles} }} ?article nif:isString ?text }}"
# A report of the same meeting has two of those who take part in common and days that may be the same.
_SAME_MEETING = """SELECT ?other (COUNT(DISTINCT ?who) AS ?n) WHERE {{
  <{iri}> ng:participant ?who ; schema:startDate ?from ; schema:endDate ?to .
  ?other ng:participant ?who ; a ng:Meeting ; schema:startDate ?start ; schema:endDate ?end .
  FILTER(?other != <{iri}> && ?start <= ?to && ?end >= ?from)
}} GROUP BY ?other HAVING (COUNT(DISTINCT ?who) >= 2) ORDER BY DESC(?n) ?other LIMIT {limit}"""
# The same policy has the same label, if that is a name ("Treaty of Rome") or the same actor has it ("truce"); another
# name in common has to be both.
_SAME_POLICY = """SELECT DISTINCT ?other ?published WHERE {{
  {{ <{iri}> rdfs:label ?name . ?other rdfs:label ?name ; a ng:Policy .
    FILTER(?name != LCASE(?name) || EXISTS {{ <{iri}> ng:actor ?who . ?other ng:actor ?who }}) }}
  UNION {{ <{iri}> rdfs:label|skos:altLabel ?name . FILTER(?name != LCASE(?name))
    ?other rdfs:label|skos:altLabel ?name ; a ng:Policy .
    FILTER EXISTS {{ <{iri}> ng:actor ?who . ?other ng:actor ?who }} }}
  FILTER(?other != <{iri}>)
  OPTIONAL {{ ?other prov:wasGeneratedBy/prov:used/schema:datePublished ?published }}
}} ORDER BY STR(?published) ?other LIMIT {limit}"""
_SAID_ON = """SELECT DISTINCT ?fact ?start WHERE {{
  VALUES ?topic {{ {topics} }} ?fact ng:about|ng:occasion ?topic ; a ng:Statement .
  OPTIONAL {{ ?fact schema:startDate ?said }}
  OPTIONAL {{ ?fact prov:wasGeneratedBy/prov:used/schema:datePublished ?published }}
  BIND(COALESCE(STR(?said), STR(?published)) AS ?start)
}} ORDER BY DESC(?start) ?fact LIMIT {limit}"""


@dataclass(frozen=True, slots=True)
class Report:
    """One article's account of a meeting or a policy, with its words."""

    fact: Fact
    words: Markup
    own: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One property over all reports: the values of each, and whether any two of them disagree."""

    name: str
    cells: list[tuple[Value, ...]]
    disagree: bool


def describe_meeting(iri: str) -> dict[str, Any]:
    """The values of the template `thing_meeting.html`."""
    others = [row["other"] for row in pages().rows(_SAME_MEETING.format(iri=iri, limit=_REPORTS)) if "other" in row]
    said = _ids(_SAID_ON.format(topics=refer([iri]), limit=_STATEMENTS))
    facts = load_facts([iri, *others, *said])
    reports = _reports(iri, [facts[one] for one in (iri, *others) if one in facts])
    names = ("participant", "date", "place", "country", "status", "meetingType")
    return {
        "fact": facts[iri],
        "reports": reports,
        "compared": compare([report.fact for report in reports], names),
        "statements": [facts[one] for one in said if one in facts],
    }


def describe_policy(iri: str) -> dict[str, Any]:
    """The values of the template `thing_policy.html`."""
    others = [row["other"] for row in pages().rows(_SAME_POLICY.format(iri=iri, limit=_REPORTS))]
    said = _ids(_SAID_ON.format(topics=refer([iri, *others]), limit=_STATEMENTS))
    facts = load_facts([iri, *others, *said])
    reports = _reports(iri, [facts[one] for one in (iri, *others) if one in facts])
    reports.sort(key=lambda report: (report.fact.source.published if report.fact.source else "", report.fact.iri))
    statements = [facts[one] for one in said if one in facts]
    return {
        "fact": facts[iri],
        "reports": reports,
        "compared": compare([report.fact for report in reports], ("actor", "target", "policyKind", "status", "date")),
        "supports": [fact for fact in statements if fact.one("stance") == "supports"],
        "opposes": [fact for fact in statements if fact.one("stance") == "opposes"],
        "others": [fact for fact in statements if fact.one("stance") not in ("supports", "opposes")],
    }


def describe_statement(iri: str) -> dict[str, Any]:
    """The values of the template `thing_statement.html`."""
    fact = load_facts([iri])[iri]
    return {"fact": fact, "words": _words([fact])[iri]}


def compare(facts: list[Fact], names: Iterable[str]) -> list[Comparison]:
    """What several accounts say, property by property; what none of them says is left out."""
    rows = []
    for name in names:
        cells = [fact.all(name) for fact in facts]
        if any(cells):
            said = {tuple(sorted((value.iri, value.text) for value in cell)) for cell in cells if cell}
            rows.append(Comparison(name, [_in_words(name, cell) for cell in cells], len(said) > 1))
    return rows


def _in_words(name: str, cell: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(Value(in_words(value.text)) for value in cell) if name == "date" else cell


def _ids(query: str) -> list[str]:
    return [row["fact"] for row in pages().rows(query)]


def _reports(iri: str, facts: list[Fact]) -> list[Report]:
    words = _words(facts)
    return [Report(fact, words[fact.iri], fact.iri == iri) for fact in facts]


def _words(facts: list[Fact]) -> dict[str, Markup]:
    """The words that prove each fact, marked in the sentences about them."""
    articles = {fact.source.iri for fact in facts if fact.source}
    texts = load_texts(articles)
    return {fact.iri: excerpt(texts.get(fact.source.iri if fact.source else "", ""), _marks(fact)) for fact in facts}


def _marks(fact: Fact) -> list[Mark]:
    marks = [Mark(start, end, False, "evidence") for start, end in fact.spans("evidence")]
    marks += [Mark(start, end, False, "quote") for start, end in fact.spans("contentSpan")]
    marks += [Mark(start, end, False, "cue") for start, end in fact.spans("cueSpan")]
    return marks


def load_texts(articles: Iterable[str]) -> Mapping[str, str]:
    """The texts of articles."""
    wanted = sorted(articles)
    if not wanted:
        return {}
    return {row["article"]: row["text"] for row in pages().rows(_TEXTS.format(articles=refer(wanted)))}
