"""The start page: what is in the graph, the newest articles, who is busiest, and the meetings over the years."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from kg.errors import KgError
from kg.web.answers import service
from kg.web.list_filters import Chosen
from kg.web.list_items import Item, Ref, describe
from kg.web.list_kinds import ARTICLES
from kg.web.lists import query_text
from kg.web.page_look import short
from kg.web.page_queries import Pages, Row, pages
from kg.web.search import search_index

_ARTICLES = 6
_MEETINGS = 8
_STATEMENTS = 4
_BUSY = 10
_COUNTS = """SELECT ?class (COUNT(?thing) AS ?n) WHERE {
  VALUES ?class { ng:Article ng:Person ng:Country ng:Organization ng:Meeting ng:Policy ng:Statement }
  ?thing a ?class
} GROUP BY ?class"""
_BUSIEST = """SELECT ?thing (MIN(?name) AS ?label) (SAMPLE(?count) AS ?n) WHERE {{
  {{ SELECT ?thing (COUNT(DISTINCT ?fact) AS ?count) {{ ?fact {path} ?thing . ?thing a ng:{cls} }}
    GROUP BY ?thing ORDER BY DESC(?count) ?thing LIMIT {limit} }}
  ?thing rdfs:label ?name
}} GROUP BY ?thing ORDER BY DESC(?n) ?label"""
_YEARS = """SELECT ?year (COUNT(*) AS ?n) WHERE {
  ?thing a ng:Meeting ; schema:startDate ?start BIND(SUBSTR(STR(?start), 1, 4) AS ?year)
} GROUP BY ?year ORDER BY ?year"""
# Those with a date alone: they are found from the dates, however many others there are.
_NEWEST_MEETINGS = f"""SELECT ?thing ?start WHERE {{ ?thing a ng:Meeting ; schema:startDate ?start }}
ORDER BY DESC(?start) LIMIT {_MEETINGS}"""
# Looked for in the newest articles only, so that it takes no longer in a large graph.
_SIDES = """SELECT ?thing ?article ?text WHERE {
  { SELECT ?article ?day { ?article a ng:Article OPTIONAL { ?article schema:datePublished ?day } }
    ORDER BY DESC(?day) ?article LIMIT 40 }
  GRAPH ?article { ?thing ng:stance ?stance ; ng:speaker ?speaker ; ng:text ?text }
  FILTER(?stance != ng:neutral && STRLEN(?text) > 40)
} ORDER BY DESC(?day) ?article ?thing LIMIT 100"""
_SHOWN = (
    ("Article", "Articles", "articles"),
    ("Person", "People", "people"),
    ("Country", "Countries", "countries"),
    ("Organization", "Organizations", "organizations"),
    ("Meeting", "Meetings", "meetings"),
    ("Policy", "Policies", "policies"),
    ("Statement", "Statements", "statements"),
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a class there are."""

    kind: str
    title: str
    endpoint: str
    number: int


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody with the number of facts about him."""

    ref: Ref
    number: int


@dataclass(frozen=True, slots=True)
class Year:
    """How many meetings a year had; `height` in percent of the fullest, for the chart."""

    year: str
    number: int
    height: int


def home() -> str:
    """The start page."""
    notes: list[str] = []
    source = pages()
    try:
        revision = service().revision()
    except KgError as error:
        return render_template("index.html", problem=str(error), counts=count_things([]), notes=[])
    # The box on this page is used next: its index is made while the page is read.
    search_index().ready(0)
    counts = count_things(source.try_rows(_COUNTS, notes=notes, what="The number of things"))
    return render_template(
        "index.html",
        problem="",
        revision=revision,
        counts=counts,
        articles=_newest_articles(source, notes),
        statements=_sides(source, notes),
        meetings=_newest_meetings(source, notes),
        people=busiest("Person", "ng:speaker|ng:participant|ng:actor", source, notes),
        countries=busiest("Country", "ng:speaker|ng:participant|ng:actor|ng:target|ng:about|ng:country", source, notes),
        years=count_years(source.try_rows(_YEARS, notes=notes, what="The years of meetings")),
        notes=list(dict.fromkeys(notes)),
    )


def count_things(rows: list[Row]) -> list[Count]:
    """The number of things of each class that has a list."""
    found = {short(row["class"]): int(row["n"]) for row in rows if "class" in row}
    return [Count(name.lower(), title, f"lists.{place}", found.get(name, 0)) for name, title, place in _SHOWN]


def busiest(name: str, path: str, source: Pages, notes: list[str]) -> list[Busy]:
    """Who of a class has most facts."""
    text = _BUSIEST.format(path=path, cls=name, limit=_BUSY)
    rows = source.try_rows(text, notes=notes, what="Who is busiest")
    return [Busy(Ref(row["thing"], row["label"], name.lower()), int(row["n"])) for row in rows if "thing" in row]


def count_years(rows: list[Row]) -> list[Year]:
    """Meetings by year, the years between with none; at most the last sixty that span it."""
    found = {int(row["year"]): int(row["n"]) for row in rows if row.get("year", "").isdigit()}
    if not found:
        return []
    most, last = max(found.values()), max(found)
    first = max(min(found), last - 59)
    return [
        Year(str(year), found.get(year, 0), round(100 * found.get(year, 0) / most)) for year in range(first, last + 1)
    ]


def _newest_articles(source: Pages, notes: list[str]) -> list[Item]:
    text = query_text(ARTICLES, Chosen(), "newest", f"LIMIT {_ARTICLES}")
    return describe(source.try_rows(text, notes=notes, what="The newest articles"), "article", source, notes)


def _newest_meetings(source: Pages, notes: list[str]) -> list[Item]:
    return describe(
        source.try_rows(_NEWEST_MEETINGS, notes=notes, what="The newest meetings"), "meeting", source, notes
    )


def _sides(source: Pages, notes: list[str]) -> list[Item]:
    """The newest statements for or against something, each of another article as far as there are some."""
    rows = source.try_rows(_SIDES, notes=notes, what="Statements that take a side")
    firsts = list({row["article"]: row for row in reversed(rows)}.values())[::-1]
    others = [row for row in rows if row not in firsts]
    return describe((firsts + others)[:_STATEMENTS], "statement", source, notes)
