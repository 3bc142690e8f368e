"""Statements of, for and about somebody: filters from the address, pages of twenty, what there is to choose from.

The newest articles come first. So a page is found by counting the statements of each article, which costs little, and
only those of the few articles on the page are asked for: page 500 comes as fast as page 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kg.web.list_filters import Filter, read_filters, since, term, text, until
from kg.web.page_queries import Row, pages
from kg.web.things_facts import local_name, refer

PAGE = 20
_MAX_PAGES = 100_000
_TOPICS = 80
_STANCES = "supports opposes neutral"


@dataclass(frozen=True, slots=True)
class Side:
    """Whose statements: the words for it, what is to be known first, and what an article says of `?fact`."""

    words: str
    before: str
    said: str


SIDES = {
    "by": Side("said", "", "?fact ng:speaker <{iri}> ."),
    "for": Side(
        "said by those who represent it",
        "{{ SELECT DISTINCT ?voice WHERE {{ ?voice ng:represents <{iri}> }} }}",
        "?fact ng:speaker ?voice .",
    ),
    "about": Side("said about it", "", "?fact a ng:Statement ; ng:about <{iri}> ."),
}
"""The sides by their names in the address."""

_COUNTED = """SELECT ?article ?stance ?n ?published ?publisher WHERE {{
  {{ SELECT ?article ?stance (COUNT(*) AS ?n) WHERE {{
    {before} GRAPH ?article {{ {said} }} OPTIONAL {{ ?fact ng:stance ?stance }} {patterns}
  }} GROUP BY ?article ?stance }}
  OPTIONAL {{ ?article schema:datePublished ?published }} OPTIONAL {{ ?article schema:publisher ?publisher }}
}}"""
_OF_ARTICLES = """SELECT DISTINCT ?article ?fact WHERE {{
  VALUES ?article {{ {articles} }} {before} GRAPH ?article {{ {said} }} {patterns}
}}"""
_ABOUT = """SELECT ?name (SUM(?k) AS ?n) WHERE {{
  {{ SELECT ?topic (COUNT(?fact) AS ?k) WHERE {{ {before} {said} ?fact ng:about ?topic }} GROUP BY ?topic }}
  ?topic rdfs:label ?name
}} GROUP BY ?name ORDER BY DESC(?n) ?name LIMIT {limit}"""
_DATED = """OPTIONAL { ?fact schema:startDate ?when } OPTIONAL { ?article schema:datePublished ?issued }
  BIND(COALESCE(?when, ?issued) AS ?start) """

# A policy that several articles speak of has a node in each, so topics are chosen by name.
_FILTERS = (
    Filter("topic", "Topic", text("?fact ng:about/rdfs:label {} .")),
    Filter(
        "stance",
        "Stance",
        lambda value: (
            "FILTER NOT EXISTS { ?fact ng:stance ?any }"
            if value == "none"
            else term("?fact ng:stance {} .", _STANCES)(value)
        ),
    ),
    Filter("publisher", "Publisher", text("?article schema:publisher {} .")),
    Filter("from", "From", since("?start")),
    Filter("to", "To", until("?start")),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the statements of one side can be filtered by, each with how many they are."""

    topics: list[tuple[str, int]]
    stances: dict[str, int]
    publishers: list[tuple[str, int]]
    years: list[str]
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of statements, and how to get to the others."""

    side: str
    iris: list[str]
    count: int
    number: int
    choices: Choices
    values: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.count // PAGE))

    @property
    def first_shown(self) -> int:
        """The place of the first statement on the page."""
        return (self.number - 1) * PAGE + 1


NO_STATEMENTS = Page("by", [], 0, 1, Choices([], {}, [], [], 0))


def find_statements(iri: str, given: Mapping[str, str]) -> Page:
    """The page of statements that the parameters of an address name; what is malformed there is ignored with a note."""
    side = given.get("side", "by") if given.get("side") in SIDES else "by"
    chosen = read_filters(_FILTERS, given)
    patterns = " ".join(chosen.patterns)
    if "?start" in patterns:
        patterns = _DATED + patterns
    everything = _count(iri, side, "")
    counted = _count(iri, side, patterns) if patterns else everything
    total = sum(int(row["n"]) for row in counted)
    number = min(_number(given.get("page", "")), max(1, -(-total // PAGE)))
    iris = _of_page(counted, number, lambda articles: _find(iri, side, articles, patterns))
    return Page(side, iris, total, number, _choices(iri, side, everything), chosen.values, chosen.notes)


def _count(iri: str, side: str, patterns: str) -> list[Row]:
    found = pages().rows(_COUNTED.format(**_parts(iri, side), patterns=patterns))
    return [row for row in found if "article" in row]


def _parts(iri: str, side: str) -> dict[str, str]:
    entry = SIDES[side]
    return {"before": entry.before.format(iri=iri), "said": entry.said.format(iri=iri)}


def _find(iri: str, side: str, articles: Iterable[str], patterns: str) -> list[Row]:
    return pages().rows(_OF_ARTICLES.format(**_parts(iri, side), articles=refer(articles), patterns=patterns))


def _of_page(counted: Iterable[Row], number: int, find: Callable[[list[str]], list[Row]]) -> list[str]:
    """The statements of a page, by way of the articles that have them: the newest first, those without a date last."""
    sizes: Counter[tuple[str, str]] = Counter()
    for row in counted:
        sizes[(row.get("published", ""), row["article"])] += int(row["n"])
    first, last = (number - 1) * PAGE, number * PAGE
    wanted: list[str] = []
    at = skipped = 0
    for published, article in sorted(sizes, reverse=True):
        size = sizes[(published, article)]
        if at + size <= first:
            skipped = at + size
        elif at < last:
            wanted.append(article)
        at += size
    if not wanted:
        return []
    rank = {article: place for place, article in enumerate(wanted)}
    found = sorted({(rank[row["article"]], row["fact"]) for row in find(wanted)})
    return [fact for _, fact in found][first - skipped : last - skipped]


def _choices(iri: str, side: str, counted: Iterable[Row]) -> Choices:
    """What there is to choose from among the statements of a side."""
    topics = [
        (row["name"], int(row["n"]))
        for row in pages().rows(_ABOUT.format(**_parts(iri, side), limit=_TOPICS))
        if "name" in row
    ]
    stances: Counter[str] = Counter()
    publishers: Counter[str] = Counter()
    years: set[str] = set()
    for row in counted:
        stances[local_name(row.get("stance", "none"))] += int(row["n"])
        publishers[row.get("publisher", "")] += int(row["n"])
        years.add(row.get("published", "")[:4])
    named = sorted(publishers.items(), key=lambda item: (-item[1], item[0]))
    return Choices(
        topics,
        dict(stances),
        [(name, number) for name, number in named if name],
        sorted(years - {""}),
        sum(stances.values()),
    )


def _number(text: str) -> int:
    return min(max(int(text), 1), _MAX_PAGES) if text.isascii() and text.isdigit() and len(text) < 9 else 1
