"""The things of a page with what is shown of them: a few bounded queries for all things of the page together.

Properties are chosen by a FILTER: with a second VALUES the engine reads the whole store before it joins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.web.page_look import short, title
from kg.web.page_queries import Pages, Row

# What is shown of a thing beside its name, by property: the terms as tags, the rest as links.
_TAGS = ("status", "meetingType", "policyKind", "stance", "quoteType")
_AGENT_COUNTS = {"speaker": "statement", "participant": "meeting", "actor": "policy", "about": "topic"}
_SHOWN_ROLES = 2
_SHOWN_NAMES = 6
_KINDS = frozenset({"person", "country", "organization", "meeting", "policy", "statement", "article"})


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing to link to."""

    iri: str
    name: str
    kind: str


@dataclass(slots=True)
class Item:
    """One thing as a list shows it; what is not known is empty."""

    iri: str
    kind: str
    name: str = ""
    day: str = ""
    text: str = ""
    place: str = ""
    speaker_text: str = ""
    cue: str = ""
    publisher: str = ""
    sure: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[Ref]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    article: Ref | None = None


def describe(rows: Iterable[Row], kind: str, pages: Pages, notes: list[str]) -> list[Item]:
    """The things of some rows (`thing`, and any of `name`, `start`, `text`) with all that lists show of their kind."""
    items = {row["thing"]: _item(row, kind) for row in rows}
    if not items:
        return []
    values = " ".join(f"<{iri}>" for iri in items)
    fill = {"article": _fill_articles, "person": _fill_agents, "country": _fill_agents, "organization": _fill_agents}
    fill.get(kind, _fill_facts)(items, values, _Source(pages, notes))
    return list(items.values())


def kind_of(iri: str, base: str) -> str:
    """The kind of a thing, as its IRI tells it; "" if it does not."""
    kind = iri.removeprefix(base).partition("/")[0]
    return kind if kind in _KINDS else ""


@dataclass(frozen=True, slots=True)
class _Source:
    pages: Pages
    notes: list[str]

    def rows(self, text: str, what: str = "More about these") -> list[Row]:
        return self.pages.try_rows(text, notes=self.notes, what=what)

    def ref(self, iri: str, name: str = "") -> Ref:
        return Ref(iri, name or title(iri), kind_of(iri, self.pages.service.settings.base_iri))


def _item(row: Row, kind: str) -> Item:
    return Item(row["thing"], kind, name=row.get("name", ""), day=row.get("start", ""), text=row.get("text", ""))


def _fill_agents(items: dict[str, Item], values: str, source: _Source) -> None:
    names = ", ".join(f"ng:{name}" for name in _AGENT_COUNTS)
    for row in source.rows(
        f"""SELECT ?thing ?property (COUNT(?fact) AS ?n) WHERE {{
  VALUES ?thing {{ {values} }} ?fact ?property ?thing FILTER(?property IN ({names}))
}} GROUP BY ?thing ?property"""
    ):
        items[row["thing"]].counts[_AGENT_COUNTS[short(row["property"])]] = int(row["n"])
    for row in source.rows(
        f"""SELECT ?thing ?role (COUNT(*) AS ?n) WHERE {{
  VALUES ?thing {{ {values} }} GRAPH ?article {{ ?thing schema:jobTitle ?role }}
}} GROUP BY ?thing ?role ORDER BY ?thing DESC(?n) STRLEN(?role) ?role"""
    ):
        roles = items[row["thing"]].roles
        if len(roles) < _SHOWN_ROLES:
            roles.append(row["role"])
    for row in source.rows(
        f"""SELECT DISTINCT ?thing ?value ?label WHERE {{
  VALUES ?thing {{ {values} }} ?thing ng:represents ?value . ?value rdfs:label ?label
}} ORDER BY ?thing ?label LIMIT 400"""
    ):
        items[row["thing"]].links.setdefault("represents", []).append(source.ref(row["value"], row["label"]))


def _fill_facts(items: dict[str, Item], values: str, source: _Source) -> None:
    names = ", ".join(
        f"ng:{name}" for name in (*_TAGS, "participant", "country", "actor", "target", "speaker", "about", "addressee")
    )
    for row in source.rows(
        f"""SELECT ?thing ?property ?value (MIN(?name) AS ?label) WHERE {{
  VALUES ?thing {{ {values} }} ?thing ?property ?value FILTER(?property IN ({names}))
  OPTIONAL {{ ?value rdfs:label ?name }}
}} GROUP BY ?thing ?property ?value ORDER BY ?thing ?property ?label"""
    ):
        item, name = items[row["thing"]], short(row["property"])
        if name in _TAGS:
            item.tags[name] = short(row["value"])
        else:
            item.links.setdefault(name, []).append(source.ref(row["value"], row.get("label", "")))
    for row in source.rows(
        f"""SELECT ?thing ?article ?headline ?published ?publisher ?date ?place ?who ?cue ?sure ?text WHERE {{
  VALUES ?thing {{ {values} }}
  GRAPH ?article {{ ?thing a ?class }} FILTER(?class IN (ng:Meeting, ng:Policy, ng:Statement))
  OPTIONAL {{ ?article schema:headline ?headline }} OPTIONAL {{ ?article schema:datePublished ?published }}
  OPTIONAL {{ ?article schema:publisher ?publisher }} OPTIONAL {{ ?thing ng:date ?date }}
  OPTIONAL {{ ?thing ng:place ?place }} OPTIONAL {{ ?thing ng:speakerText ?who }} OPTIONAL {{ ?thing ng:cue ?cue }}
  OPTIONAL {{ ?thing ng:confidence ?sure }} OPTIONAL {{ ?thing ng:text ?text }}
}}"""
    ):
        _fill_fact(items[row["thing"]], row, source)


def _fill_fact(item: Item, row: Row, source: _Source) -> None:
    item.article = source.ref(row["article"], row.get("headline", ""))
    item.publisher = row.get("publisher", "")
    item.place = row.get("place", "")
    item.speaker_text = row.get("who", "")
    item.cue = row.get("cue", "")
    item.sure = row.get("sure", "")
    item.text = item.text or row.get("text", "")
    published = row.get("published", "") if item.kind == "statement" else ""
    item.day = row.get("date", "") or published or ("" if item.kind == "statement" else item.day)


def _fill_articles(items: dict[str, Item], values: str, source: _Source) -> None:
    for row in source.rows(
        f"""SELECT ?thing ?class (COUNT(DISTINCT ?fact) AS ?n) WHERE {{
  VALUES ?thing {{ {values} }} GRAPH ?thing {{ ?fact a ?class }} FILTER(?class IN (ng:Meeting, ng:Policy, ng:Statement))
}} GROUP BY ?thing ?class ORDER BY DESC(?class)"""
    ):
        items[row["thing"]].counts[short(row["class"]).lower()] = int(row["n"])
    for row in source.rows(
        f"SELECT ?thing ?publisher WHERE {{ VALUES ?thing {{ {values} }} ?thing schema:publisher ?publisher }}"
    ):
        items[row["thing"]].publisher = row["publisher"]
    for row in source.rows(
        f"""SELECT ?thing ?value (MIN(?name) AS ?label) (COUNT(DISTINCT ?mention) AS ?n) WHERE {{
  VALUES ?thing {{ {values} }} ?mention nif:referenceContext ?thing ; itsrdf:taIdentRef ?value . ?value rdfs:label ?name
}} GROUP BY ?thing ?value ORDER BY ?thing DESC(?n) ?label"""
    ):
        named = items[row["thing"]].links.setdefault("names", [])
        if len(named) < _SHOWN_NAMES:
            named.append(source.ref(row["value"], row["label"]))
