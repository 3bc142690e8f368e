"""Facts and articles of the graph as plain values for templates: a query for all facts of a page, one for articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.rdf.namespaces import NG
from kg.web.page_queries import Row, pages
from kg.web.things_dates import in_words

AGENTS = ("person", "country", "organization")
FACTS = ("meeting", "policy", "statement")
_SPAN = re.compile(r"(?P<article>.+)[#/]char=(?P<start>[0-9]+),(?P<end>[0-9]+)")
# Letters of a text that stand for it where it has no title.
_OPENING = 80
_READ = 250
_DATELINE = re.compile(r"\s*[A-Z][A-Z .'’-]+(?:,[^\n(]{0,60}?)?(?:\([^)\n]{0,60}\)\s*)?\s*(?<=\s)(?:--|[-–—―])\s+")
_TYPE_WORDS = {
    "talks": "Talks",
    "summit": "Summit",
    "visit": "Visit",
    "call": "Call",
    "conference": "Conference",
    "ceremony": "Ceremony",
}

_FACTS = """SELECT ?fact ?property ?value ?name ?class WHERE {{
  VALUES ?fact {{ {facts} }}
  ?fact ?property ?value .
  OPTIONAL {{ ?value rdfs:label ?name }}
  OPTIONAL {{ ?value a ?class }}
}}"""
_SOURCES = """SELECT ?article ?headline ?published ?publisher ?opening WHERE {{
  VALUES ?article {{ {articles} }}
  OPTIONAL {{ ?article schema:headline ?headline }}
  OPTIONAL {{ ?article schema:datePublished ?published }}
  OPTIONAL {{ ?article schema:publisher ?publisher }}
  OPTIONAL {{ ?article nif:isString ?text . FILTER(!BOUND(?headline)) BIND(SUBSTR(?text, 1, {letters}) AS ?opening) }}
}} ORDER BY ?article ?headline ?published ?publisher"""
_MEETINGS = """SELECT ?fact ?property ?value ?name WHERE {{
  VALUES ?fact {{ {facts} }}
  VALUES ?property {{ ng:participant ng:meetingType ng:place ng:date }}
  ?fact ?property ?value .
  OPTIONAL {{ ?value rdfs:label ?name }}
}}"""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property: its words, and the thing that it is, if it is one (`kind` in lower case)."""

    text: str
    iri: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An article, as far as it is named on other pages."""

    iri: str
    title: str
    published: str = ""
    publisher: str = ""

    @property
    def when(self) -> str:
        """Its date in words."""
        return in_words(self.published)


@dataclass(frozen=True, slots=True)
class Fact:
    """A meeting, policy or statement with all that is said of it, by the local names of the properties."""

    iri: str
    kind: str
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    source: Source | None = None

    def all(self, name: str) -> tuple[Value, ...]:
        """The values of a property."""
        return self.values.get(name, ())

    def one(self, name: str) -> str:
        """The words of the first value of a property, "" if there is none."""
        found = self.all(name)
        return found[0].text if found else ""

    @property
    def when(self) -> str:
        """Its date in words, "" if it has none."""
        return in_words(self.one("date"))

    @property
    def title(self) -> str:
        """What it is called: a policy has a name, a statement its words, a meeting who met where and when."""
        if self.kind == "meeting":
            return meeting_title(self.values)
        return self.one("label") or self.one("text") or local_name(self.iri)

    def spans(self, name: str) -> tuple[tuple[int, int], ...]:
        """The offsets of the words that a property points to, in their order."""
        found = (span_of(value.iri) for value in self.all(name))
        return tuple(sorted({(start, end) for _, start, end in filter(None, found)}))


def opening_of(text: str) -> str:
    """The first words of a text, to name it by where it has no headline; the dateline is left out."""
    words = _DATELINE.sub("", text, count=1).split()
    shown = ""
    for word in words:
        if len(shown) + len(word) >= _OPENING:
            return f"{shown} …" if shown else f"{word[:_OPENING]} …"
        shown = f"{shown} {word}".strip()
    return shown


def local_name(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def span_of(iri: str) -> tuple[str, int, int] | None:
    """The article and the offsets that the IRI of a mention tells; None if it is no such IRI."""
    match = _SPAN.fullmatch(iri)
    return (match["article"], int(match["start"]), int(match["end"])) if match else None


def refer(iris: Iterable[str]) -> str:
    """IRIs of the graph for a VALUES clause."""
    return " ".join(f"<{iri}>" for iri in dict.fromkeys(iris))


def meeting_title(values: Mapping[str, tuple[Value, ...]]) -> str:
    """Such as "Talks of Ann Lee and Bo Ek, Geneva, 3 May 2001"."""
    kind = next((_TYPE_WORDS.get(value.text) for value in values.get("meetingType", ())), None) or "Meeting"
    names = [value.text for value in values.get("participant", ())]
    title = f"{kind} of {_and(names)}" if names else kind
    extra = [value.text for value in values.get("place", ())[:1]]
    extra += [in_words(value.text) for value in values.get("date", ())[:1]]
    return ", ".join((title, *extra))


def _and(names: Sequence[str]) -> str:
    if len(names) > 4:
        return f"{', '.join(names[:3])} and {len(names) - 3} others"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def load_facts(iris: Iterable[str]) -> dict[str, Fact]:
    """The facts that the graph has under these IRIs, in their order, with their articles."""
    wanted = list(dict.fromkeys(iris))
    if not wanted:
        return {}
    gathered: dict[str, dict[str, dict[str, Value]]] = {}
    for row in _sorted(pages().rows(_FACTS.format(facts=refer(wanted)))):
        value = row["value"]
        properties = gathered.setdefault(row["fact"], {})
        properties.setdefault(local_name(row["property"]), {}).setdefault(value, _value(row))
    _name_meetings(gathered)
    facts = {iri: _fact(iri, gathered[iri]) for iri in wanted if iri in gathered}
    sources = load_sources(article for fact in facts.values() if (article := _article_of(fact)))
    return {iri: replace(fact, source=sources.get(_article_of(fact))) for iri, fact in facts.items()}


def _sorted(rows: Iterable[Row]) -> list[Row]:
    """Rows in an order of their own, by name: the engine takes four times as long to put them in order."""
    kept = (row for row in rows if row.get("class", NG.iri).startswith(NG.iri) or row["property"].endswith("#type"))
    return sorted(kept, key=lambda row: (row.get("name", ""), row["value"], row.get("class", "")))


def _value(row: Row) -> Value:
    value = row["value"]
    if value.startswith(NG.iri):
        return Value(local_name(value), value)
    if "name" in row or "class" in row or span_of(value) or re.match("https?://", value):
        return Value(row.get("name", local_name(value)), value, local_name(row.get("class", "")).lower())
    return Value(value)


def _fact(iri: str, properties: Mapping[str, Mapping[str, Value]]) -> Fact:
    values = {name: tuple(found.values()) for name, found in properties.items()}
    classes = (value.text.lower() for value in values.get("type", ()))
    return Fact(iri, next((name for name in classes if name in FACTS), ""), values)


def _article_of(fact: Fact) -> str:
    for value in fact.all("evidence"):
        if found := span_of(value.iri):
            return found[0]
    return next((value.iri.removesuffix("/extraction") for value in fact.all("wasGeneratedBy")), "")


def _name_meetings(gathered: Mapping[str, dict[str, dict[str, Value]]]) -> None:
    """Meetings that facts point to have no label: give them a title."""
    found = [
        (values, key)
        for properties in gathered.values()
        for values in properties.values()
        for key, value in values.items()
        if value.kind == "meeting"
    ]
    titles = name_meetings(key for _, key in found)
    for values, key in found:
        values[key] = replace(values[key], text=titles.get(key, values[key].text))


def name_meetings(iris: Iterable[str]) -> dict[str, str]:
    """The titles of meetings."""
    wanted = list(dict.fromkeys(iris))
    if not wanted:
        return {}
    known: dict[str, dict[str, dict[str, Value]]] = {iri: {} for iri in wanted}
    for row in _sorted(pages().rows(_MEETINGS.format(facts=refer(wanted)))):
        known[row["fact"]].setdefault(local_name(row["property"]), {}).setdefault(row["value"], _value(row))
    return {
        iri: meeting_title({name: tuple(values.values()) for name, values in properties.items()})
        for iri, properties in known.items()
    }


def load_sources(iris: Iterable[str]) -> dict[str, Source]:
    """Articles by their IRIs; what is not in the graph is there under its last name."""
    wanted = list(dict.fromkeys(iris))
    if not wanted:
        return {}
    found: dict[str, Source] = {}
    for row in pages().rows(_SOURCES.format(articles=refer(wanted), letters=_READ)):
        iri = row["article"]
        title = row.get("headline") or opening_of(row.get("opening", "")) or local_name(iri)
        found.setdefault(iri, Source(iri, title, row.get("published", ""), row.get("publisher", "")))
    return found
