"""An article and the standoff layers that annotation puts over its text.

All offsets are Unicode code points into `Article.text`, half-open. `Article.text` never changes once it is read.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from kg.model.entities import Entity

# Of a time of publication, by the length of its EDTF form.
PRECISIONS = {4: "year", 7: "month", 10: "day"}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range [start, end) of code points in the article text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as it was read.

    `id` is stable: it derives from the URL where there is one, else from the text. `body` marks what is the article
    itself; menus, teasers and legal lines stay in `text` but outside `body`, and nothing is extracted from them.
    `date` is the day of publication, ISO 8601 (`2007-02-22`), or None where the input does not tell it. `dateline` is
    the day in the dateline, likewise; where the day of publication is not told, `date` is that day too.

    `published` is the time of publication as precisely as the input tells it, in EDTF: `2007-02-22T14:05:00+01:00`,
    `2007-02-22`, or `2007-02` and `2007`, where there is no `date`. `date_source` is what told it: "metadata", "text"
    (a date line or byline), "dateline" or "name" (of the file). `modified` is when it was last changed, likewise.
    """

    id: str
    text: str
    body: tuple[Span, ...]
    headline: str | None = None
    date: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    language: str | None = "en"
    source: str = ""
    dateline: str | None = None
    published: str | None = None
    date_source: str | None = None
    modified: str | None = None
    section: str | None = None

    @property
    def date_precision(self) -> str | None:
        """How precisely the time of publication is known: "time", "day", "month" or "year"."""
        told = self.published or self.date
        return PRECISIONS.get(len(told), "time") if told else None

    @property
    def reference_date(self) -> str | None:
        """The day from which "today" is told: the dateline's where there is one, else that of publication."""
        return self.dateline or self.date

    @property
    def digest(self) -> str:
        """SHA-256 of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def slice(self, span: Span) -> str:
        """The exact words of the text at `span`."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Token:
    """One token with its syntax.

    `pos` is the Universal POS tag, `tag` the Penn Treebank tag, `dep` the CLEAR (spaCy English) dependency label,
    `head` the index of the governor in `Document.tokens` (its own index for a root), `ner` the model's entity label
    or "".
    """

    i: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    ner: str = ""
    sentence: int = 0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def lower(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: tokens [first, last) and the paragraph that it stands in."""

    index: int
    span: Span
    first: int
    last: int
    root: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body: sentences [first, last)."""

    index: int
    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A run of quoted text.

    `span` includes the quotation marks, `inner` does not. `open_ended` is set where the paragraph ends before the
    closing mark, so that the quote goes on in the next paragraph; `level` is 0 for an outermost quote.
    """

    span: Span
    inner: Span
    paragraph: int
    level: int = 0
    open_ended: bool = False


class Form(StrEnum):
    """How a mention refers."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"
    ADJECTIVE = "adjective"
    METONYM = "metonym"


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that refers to an entity of the article.

    A group ("the two ministers", "they") has one mention per member over the same span. `head` is the index of the
    syntactic head token.
    """

    span: Span
    text: str
    entity: str
    form: Form
    head: int


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A temporal expression resolved to EDTF (`2007-02-22`, `2007-01`, `2007-02-19/2007-02-22`).

    `head` is the index of the token that carries it in the parse (the weekday, month or "today").
    """

    span: Span
    text: str
    value: str
    head: int


Spanned = TypeVar("Spanned", Mention, TimeExpression)  # What lies over a span of the text.


class _ByStart(Generic[Spanned]):
    """Spans of one layer in text order, for finding those inside a stretch of text without looking at all of them."""

    def __init__(self, items: Iterable[Spanned]) -> None:
        self._items: list[Spanned] = sorted(items, key=lambda item: item.span.start)
        self._starts: list[int] = [item.span.start for item in self._items]

    def inside(self, span: Span) -> list[Spanned]:
        """Those that lie wholly inside `span`."""
        first, last = bisect_left(self._starts, span.start), bisect_right(self._starts, span.end)
        return [item for item in self._items[first:last] if item.span.end <= span.end]


@dataclass(frozen=True)
class Document:
    """An article with its layers: tokens, sentences, paragraphs, quotes, entities, mentions, times."""

    article: Article
    tokens: tuple[Token, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    quotes: tuple[Quote, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    times: tuple[TimeExpression, ...] = ()

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        lists: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                lists[token.head].append(token.i)
        return tuple(tuple(children) for children in lists)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(token.start for token in self.tokens)

    @cached_property
    def _mentions_by_start(self) -> _ByStart[Mention]:
        return _ByStart(self.mentions)

    @cached_property
    def _times_by_start(self) -> _ByStart[TimeExpression]:
        return _ByStart(self.times)

    @cached_property
    def _mentions_by_head(self) -> dict[int, tuple[Mention, ...]]:
        found: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            found.setdefault(mention.head, []).append(mention)
        return {head: tuple(mentions) for head, mentions in found.items()}

    @cached_property
    def _entities_by_id(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def _quote_of_token(self) -> dict[int, Quote]:
        found: dict[int, Quote] = {}
        for quote in sorted(self.quotes, key=lambda quote: quote.level, reverse=True):
            for i in self.tokens_in(quote.inner):
                found[i] = quote
        return found

    def entity(self, entity_id: str) -> Entity:
        """The entity of that id; KeyError if the document has none."""
        return self._entities_by_id[entity_id]

    def children(self, i: int) -> tuple[int, ...]:
        """Indexes of the direct dependents of token `i`, in text order."""
        return self._children[i]

    def subtree(self, i: int) -> list[int]:
        """Indexes of token `i` and of all that depends on it, in text order."""
        found = [i]
        for at in found:
            found.extend(self._children[at])
        return sorted(found)

    def ancestors(self, i: int) -> list[int]:
        """Indexes of the governors of token `i`, nearest first."""
        found: list[int] = []
        while self.tokens[i].head != i:
            i = self.tokens[i].head
            found.append(i)
        return found

    def span_of(self, indexes: list[int] | tuple[int, ...] | range) -> Span:
        """The span from the first to the last of some tokens; ValueError if there are none."""
        return Span(self.tokens[min(indexes)].start, self.tokens[max(indexes)].end)

    def tokens_in(self, span: Span) -> range:
        """Indexes of the tokens that start inside `span`."""
        return range(bisect_left(self._starts, span.start), bisect_left(self._starts, span.end))

    def sentence_of(self, i: int) -> Sentence:
        """The sentence in which token `i` stands."""
        return self.sentences[self.tokens[i].sentence]

    def quote_of(self, i: int) -> Quote | None:
        """The outermost quote whose inside holds token `i`, if any."""
        return self._quote_of_token.get(i)

    def mentions_at(self, i: int) -> tuple[Mention, ...]:
        """The mentions whose head is token `i` (several for a group)."""
        return self._mentions_by_head.get(i, ())

    def mentions_in(self, span: Span) -> list[Mention]:
        """The mentions that lie wholly inside `span`, in text order."""
        return self._mentions_by_start.inside(span)

    def times_in(self, span: Span) -> list[TimeExpression]:
        """The time expressions that lie wholly inside `span`, in text order."""
        return self._times_by_start.inside(span)

    def text_of(self, span: Span) -> str:
        """The exact words of the article at `span`."""
        return self.article.slice(span)
