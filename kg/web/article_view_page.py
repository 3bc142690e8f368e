"""What the page of an article shows: its text with everything marked that was found in it, and the facts beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from kg.store.extractions import kept_extraction
from kg.web.answers import service
from kg.web.article_view import Mark
from kg.web.article_view_html import render_blocks
from kg.web.page_look import href
from kg.web.page_queries import Row, pages
from kg.web.things_facts import FACTS, Fact, load_facts, local_name, opening_of

# Of more facts the page shows the first; their words are marked all the same.
_MAX_FACTS = 2000
_MAX_MENTIONS = 20_000

_FACTS = """SELECT DISTINCT ?fact WHERE {{
  GRAPH <{iri}> {{ VALUES ?class {{ ng:Meeting ng:Policy ng:Statement }} ?fact a ?class }}
}} ORDER BY ?fact LIMIT {limit}"""
_MENTIONS = """SELECT ?start ?end ?thing WHERE {{
  GRAPH <{iri}> {{ ?mention nif:beginIndex ?start ; nif:endIndex ?end ; itsrdf:taIdentRef ?thing }}
}} ORDER BY ?start ?end ?thing LIMIT {limit}"""
_NAMES = """SELECT ?thing ?name ?class WHERE {{
  {{ SELECT DISTINCT ?thing WHERE {{ GRAPH <{iri}> {{ ?mention itsrdf:taIdentRef ?thing }} }} }}
  OPTIONAL {{ ?thing rdfs:label ?name }} OPTIONAL {{ ?thing a ?class }}
}} ORDER BY ?thing ?name ?class"""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """An entity that the text mentions."""

    iri: str
    name: str
    kind: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A fact of the list beside the text: its number there and its anchor."""

    number: int
    anchor: str
    fact: Fact

    @property
    def spans(self) -> tuple[Span, ...]:
        """The words that prove it; of a statement what was said."""
        return self.fact.spans("contentSpan") or self.fact.spans("evidence")

    @property
    def marked(self) -> tuple[Span, ...]:
        """All the words that are marked for it."""
        return (*self.spans, *self.fact.spans("cueSpan"))


@dataclass(slots=True)
class Frame:
    """What the words of one span are: roles for the looks of them, and the facts that they lead to."""

    roles: list[str] = field(default_factory=list)
    facts: list[Listed] = field(default_factory=list)


def describe_article(iri: str, about: Sequence[Row]) -> dict[str, Any]:
    """The values of the template `thing_article.html`; `about` are the properties and values of the article."""
    values = {local_name(row["property"]): row["value"] for row in reversed(about)}
    text = values.get("isString", "")
    found = load_facts(row["fact"] for row in pages().rows(_FACTS.format(iri=iri, limit=_MAX_FACTS)))
    listed = list_facts(found.values())
    mentions = pages().rows(_MENTIONS.format(iri=iri, limit=_MAX_MENTIONS))
    named = _names(pages().rows(_NAMES.format(iri=iri)), mentions)
    body = load_body(iri, text)
    return {
        "values": values,
        "title": values.get("headline") or opening_of(text[:500]) or local_name(iri),
        "text": mark_text(text, body, (mentions, named), listed),
        "listed": listed,
        "named": sorted(named.values(), key=lambda entry: (-entry.count, entry.name, entry.iri)),
        "counts": Counter([entry.kind for entry in named.values()] + [entry.fact.kind for entry in listed]),
        "cut": sum(1 for start, end in _outside(body, len(text)) if text[start:end].strip()),
    }


def list_facts(facts: Iterable[Fact]) -> list[Listed]:
    """Facts in the order of their words, numbered."""
    base = service().settings.base_iri
    ordered = sorted(facts, key=_place)
    return [Listed(number, anchor(fact.iri, base), fact) for number, fact in enumerate(ordered, 1)]


def _place(fact: Fact) -> tuple[Any, ...]:
    return (fact.spans("evidence")[:1], FACTS.index(fact.kind or "statement"), fact.iri)


def anchor(iri: str, base: str) -> str:
    """The id of the element about a fact."""
    return "fact-" + iri.removeprefix(base).replace("/", "-")


def load_body(iri: str, text: str) -> tuple[Span, ...]:
    """What of the text is the article and not its surroundings; () where that is not known, which means all of it."""
    kept = kept_extraction(Path(service().settings.store), unquote(local_name(iri)))
    if kept is None or kept.article.text != text:
        return ()
    return tuple((span.start, span.end) for span in kept.article.body)


def _outside(body: Sequence[Span], length: int) -> Iterable[Span]:
    edges = [0, *(edge for span in body or [(0, length)] for edge in span), length]
    return zip(edges[::2], edges[1::2], strict=True)


def _names(rows: Iterable[Row], mentions: Iterable[Row]) -> dict[str, Named]:
    counts = Counter(row["thing"] for row in mentions)
    named: dict[str, Named] = {}
    for row in rows:
        iri = row["thing"]
        kind = local_name(row.get("class", "")).lower()
        named.setdefault(iri, Named(iri, row.get("name", local_name(iri)), kind, counts[iri]))
    return named


def mark_text(
    text: str, body: Sequence[Span], mentions: tuple[Iterable[Row], Mapping[str, Named]], listed: Iterable[Listed]
) -> Markup:
    """The text with links for mentions and frames for the words of facts.

    Args:
        text: The article's text.
        body: See `load_body`.
        mentions: Rows with `start`, `end` and `thing`, and the things by their IRIs.
        listed: The facts.
    """
    rows, named = mentions
    things: dict[Span, Named] = {}
    for row in rows:
        if row["thing"] in named:
            things.setdefault((int(row["start"]), int(row["end"])), named[row["thing"]])
    painter = _Painter(things, frames_of(listed))
    return render_blocks(text, body, painter.marks(len(text)), (painter.open, painter.close, set()))


def frames_of(listed: Iterable[Listed]) -> dict[Span, Frame]:
    """The frames of a text by their spans: one for a span, however many facts have it."""
    frames: dict[Span, Frame] = {}
    for entry in listed:
        kind = entry.fact.kind
        for span in entry.fact.spans("evidence"):
            frames.setdefault(span, Frame()).roles.append("said" if kind == "statement" else kind)
        for span in entry.fact.spans("contentSpan"):
            frames.setdefault(span, Frame()).roles.append("quote")
        for span in entry.fact.spans("cueSpan"):
            frames.setdefault(span, Frame()).roles.append("cue")
        if entry.spans:
            frames[entry.spans[-1]].facts.append(entry)
    return frames


class _Painter:
    """Makes the tags of one article."""

    def __init__(self, things: Mapping[Span, Named], frames: Mapping[Span, Frame]) -> None:
        self._things = things
        self._frames = frames
        self._anchored: set[Span] = set()

    def marks(self, length: int) -> list[Mark]:
        """All marks, those left out that the text does not hold."""
        marks = [Mark(start, end) for start, end in self._frames]
        marks += [Mark(start, end, True) for start, end in self._things]
        return [mark for mark in marks if 0 <= mark.start < mark.end <= length]

    def open(self, mark: Mark, first: bool) -> Markup:
        span = (mark.start, mark.end)
        where = self._where(span)
        if mark.link:
            thing = self._things[span]
            return Markup('<a class="m m-{}" href="{}" title="{}"{}{}>').format(
                thing.kind or "thing", href(thing.iri), thing.name, where, Markup("" if first else ' tabindex="-1"')
            )
        roles = " ".join(f"m-{role}" for role in dict.fromkeys(self._frames[span].roles))
        facts = self._frames[span].facts
        leads = Markup(' data-fact="{}"').format(facts[0].anchor) if facts else Markup("")
        return Markup('<span class="m {}"{}{}>').format(roles, where, leads)

    def close(self, mark: Mark, last: bool) -> Markup:
        if mark.link:
            return Markup("</a>")
        facts = self._frames[(mark.start, mark.end)].facts if last else []
        return Markup("</span>") + Markup("").join(_reference(entry) for entry in facts)

    def _where(self, span: Span) -> Markup:
        """The anchor of a span at its first piece (a frame before a link of the same words), its name at the others."""
        if span in self._anchored:
            return Markup(' data-span="{},{}"').format(*span)
        self._anchored.add(span)
        return Markup(' id="char={},{}"').format(*span)


def _reference(entry: Listed) -> Markup:
    label = f"Fact {entry.number}, {entry.fact.kind}: {entry.fact.title[:80]}"
    return Markup('<a class="ref ref-{}" href="#{}" data-n="{}" aria-label="{}"></a>').format(
        entry.fact.kind, entry.anchor, entry.number, label
    )
