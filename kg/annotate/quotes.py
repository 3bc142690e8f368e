"""Quotation marks → the quote layer of a Document.

Comes in: a Document with paragraphs. Goes out: the same with `quotes`, outermost first in text order. Marks are judged
by what stands beside them (a mark after a blank and before a letter opens), so that one mark too many or too few
spoils one quote and not the rest of the paragraph; no quote ever crosses the end of its paragraph. A quote that the
paragraph leaves open is `open_ended` if the next paragraph goes on with it. Time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from kg.model.document import Document, Paragraph, Quote, Span

MARK = re.compile(r"``|''|[\"\u201c\u201d\u201e\u201f\u00ab\u00bb'\u2018\u2019\u201a\u201b]")
SENTENCE_END = re.compile(r"[.!?…]+(?=\s+[^\sa-z]|\s*$)")
# Words that begin with an apostrophe for letters left out: 'tis, '90s, rock 'n' roll.
ELISION = re.compile(r"(?:\d\ds?\b|(?:em|tis|twas|til|till|cause|cos|bout|round|n)\b)", re.IGNORECASE)
OPENERS = "([{-–—/\u00a0"
CLOSERS = ".,;:!?)]}…-–—/"


class _Kind(Enum):
    DOUBLE = "double"
    SINGLE = "single"
    GUILLEMET = "guillemet"


class _Side(Enum):
    OPEN = "open"
    CLOSE = "close"
    EITHER = "either"
    # A mark after a plural s: the end of a single quote, or a possessive.
    PLURAL = "plural"


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    kind: _Kind
    side: _Side


def find_quotes(doc: Document) -> Document:
    """The document with its quote layer; whatever quotes it had are replaced."""
    quotes: list[Quote] = []
    opened: _Mark | None = None
    for at, paragraph in enumerate(doc.paragraphs):
        marks = _marks(doc.article.text, paragraph.span)
        following = doc.paragraphs[at + 1] if at + 1 < len(doc.paragraphs) else None
        found, opened = _pair(doc, paragraph, marks, _Neighbours(opened, following))
        quotes.extend(found)
    return replace(doc, quotes=tuple(_levelled(quotes)))


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """What the paragraph before left open, and the paragraph after."""

    opened: _Mark | None
    following: Paragraph | None


def _marks(text: str, span: Span) -> list[_Mark]:
    """The quotation marks of a paragraph, apostrophes left out."""
    marks = [mark for match in MARK.finditer(text, span.start, span.end) if (mark := _mark(text, span, match))]
    return [mark for i, mark in enumerate(marks) if not _is_possessive(marks, i)]


def _mark(text: str, span: Span, match: re.Match[str]) -> _Mark | None:
    sign, start, end = match[0], match.start(), match.end()
    before = text[start - 1] if start > span.start else " "
    after = text[end] if end < span.end else " "
    if sign in "'\u2018\u2019\u201a\u201b":
        side = _single_side(text, match, before, after)
        return None if side is None else _Mark(start, end, _Kind.SINGLE, side)
    if sign in "«»":
        return _Mark(start, end, _Kind.GUILLEMET, _guillemet_side(sign, before, after))
    return _Mark(start, end, _Kind.DOUBLE, _double_side(sign, before, after))


def _guillemet_side(sign: str, before: str, after: str) -> _Side:
    """Guillemets go by their shape, also with blanks inside (« so »), unless they plainly point inwards (»so«)."""
    inwards = (sign == "»" and before.isspace() and after.isalnum()) or (
        sign == "«" and before.isalnum() and not after.isalnum()
    )
    return _Side.OPEN if (sign == "«") != inwards else _Side.CLOSE


def _double_side(sign: str, before: str, after: str) -> _Side:
    """Which side a double mark is on: what stands beside it decides before its shape, as shapes are often mistyped."""
    opens = (before.isspace() or before in OPENERS or before in "'\u2018") and not after.isspace()
    closes = not before.isspace() and (after.isspace() or after in CLOSERS or after in "'\u2019")
    if opens != closes:
        return _Side.OPEN if opens else _Side.CLOSE
    if sign in ("``", "„", "“"):
        return _Side.OPEN
    return _Side.CLOSE if sign == "”" else _Side.EITHER


def _single_side(text: str, match: re.Match[str], before: str, after: str) -> _Side | None:
    """Which side a single mark is on; None for an apostrophe."""
    if before.isalnum() and after.isalnum():
        return None
    if after.isalnum() or after in '"\u201c$£€':
        opens = match[0] != "\u2019" and (before.isspace() or before in OPENERS or before in '"\u201c«')
        return _Side.OPEN if opens and not ELISION.match(text, match.end()) else None
    if before.isspace():
        return None
    if before in "sS" and after.isspace():
        return _Side.PLURAL
    return _Side.CLOSE


def _is_possessive(marks: list[_Mark], i: int) -> bool:
    """A mark after a plural s ends no quote if the next single mark is the one that does."""
    if marks[i].side is not _Side.PLURAL:
        return False
    following = next((mark for mark in marks[i + 1 : i + 8] if mark.kind is _Kind.SINGLE), None)
    return following is not None and following.side in (_Side.CLOSE, _Side.PLURAL)


def _pair(
    doc: Document, paragraph: Paragraph, marks: list[_Mark], near: _Neighbours
) -> tuple[list[Quote], _Mark | None]:
    """The quotes of a paragraph, and the mark that it leaves open for the next one."""
    quotes: list[Quote] = []
    stack: list[_Mark] = []
    for mark in marks:
        depth = _depth(stack, mark.kind)
        if mark.side is _Side.OPEN or (mark.side is _Side.EITHER and depth is None):
            stack.append(mark)
        elif depth is not None:
            quotes.append(_quote(paragraph, stack[depth], mark))
            del stack[depth:]
        elif near.opened is not None and near.opened.kind is mark.kind and not quotes and not stack:
            start = paragraph.span.start
            quotes.append(Quote(Span(start, mark.end), Span(start, mark.start), paragraph.index))
    left = _left_open(doc, stack, near)
    for mark in stack:
        if mark.kind is not _Kind.SINGLE or mark is left:
            quotes.append(_unclosed(doc.article.text, paragraph, mark, marks, goes_on=mark is left))
    return [quote for quote in quotes if len(quote.inner) > 0], left


def _depth(stack: list[_Mark], kind: _Kind) -> int | None:
    """Where in the stack the innermost open mark of that kind is."""
    return next((i for i in range(len(stack) - 1, -1, -1) if stack[i].kind is kind), None)


def _quote(paragraph: Paragraph, opening: _Mark, closing: _Mark) -> Quote:
    return Quote(Span(opening.start, closing.end), Span(opening.end, closing.start), paragraph.index)


def _left_open(doc: Document, stack: list[_Mark], near: _Neighbours) -> _Mark | None:
    """The open mark whose quote the next paragraph goes on with: it begins with such a mark, or closes one unopened."""
    if near.following is None:
        return None
    following = _marks(doc.article.text, near.following.span)[:1]
    for mark in stack:
        for first in following:
            resumed = first.side is not _Side.CLOSE and first.start == near.following.span.start
            closed = first.side is _Side.CLOSE and mark.kind is _Kind.DOUBLE
            if first.kind is mark.kind and (resumed or closed):
                return mark
    return None


def _unclosed(text: str, paragraph: Paragraph, mark: _Mark, marks: list[_Mark], *, goes_on: bool) -> Quote:
    """A quote without closing mark: to the end of the paragraph if that may be meant, else of its sentence."""
    end = paragraph.span.end
    if not goes_on:
        rival = next((other.start for other in marks if other.start > mark.start and other.kind is mark.kind), end)
        first = mark.start == paragraph.span.start and rival == end
        stop = None if first else SENTENCE_END.search(text, mark.end, rival)
        end = stop.end() if stop else rival
    while end > mark.end and text[end - 1].isspace():
        end -= 1
    return Quote(Span(mark.start, end), Span(mark.end, end), paragraph.index, open_ended=goes_on)


def _levelled(quotes: Iterable[Quote]) -> list[Quote]:
    """The quotes in text order, each with the number of quotes around it."""
    found: list[Quote] = []
    around: list[int] = []
    for quote in sorted(quotes, key=lambda quote: (quote.span.start, -quote.span.end)):
        while around and around[-1] <= quote.span.start:
            around.pop()
        found.append(replace(quote, level=len(around)))
        around.append(quote.span.end)
    return found
