"""Where an article's text is marked: overlapping spans → a stream of tokens that nests as HTML does.

Pure: it knows offsets, neither text nor markup. The `Text` tokens of a range, put together, are that range, once and in
order, whatever the spans are; that is what keeps the page's words those of the article.

Two kinds of marks: *frames* (the words of a fact) may hold anything and are closed and opened again where they cross
another; *links* (mentions of entities) may hold no other link, as HTML says, so of overlapping links the innermost has
the letters, and one that is cut comes in several pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A span of the text with what it stands for. `end` is exclusive; an empty span marks nothing."""

    start: int
    end: int
    link: bool = False
    name: str = ""


class Open(NamedTuple):
    """A mark begins, or goes on if it is not the first piece of it."""

    mark: Mark
    first: bool


class Text(NamedTuple):
    """Characters of the text as they stand."""

    start: int
    end: int


class Close(NamedTuple):
    """The mark opened last ends, for good or until its next piece."""

    mark: Mark


Token = Open | Text | Close


class Block(NamedTuple):
    """A part of the text: a paragraph, the blank lines between two, or what was cut as no part of the article."""

    start: int
    end: int
    kind: Literal["paragraph", "gap", "cut"]


def tokens(start: int, end: int, marks: Iterable[Mark], *, begun: set[Mark] | None = None) -> Iterator[Token]:
    """The range as text between opened and closed marks.

    Args:
        start: Where the range begins.
        end: Where it ends, exclusive.
        marks: Spans; what lies outside the range is left out.
        begun: Marks that had their first piece in an earlier range; those of this one are added.
    """
    inside = sorted({mark for mark in marks if max(mark.start, start) < min(mark.end, end)}, key=_outer_first)
    seen = set() if begun is None else begun
    open_marks: list[Mark] = []
    for piece_start, piece_end, wanted in _pieces(start, end, inside):
        common = _common(open_marks, wanted)
        yield from (Close(mark) for mark in reversed(open_marks[common:]))
        for mark in wanted[common:]:
            yield Open(mark, mark not in seen)
            seen.add(mark)
        open_marks = wanted
        yield Text(piece_start, piece_end)
    yield from (Close(mark) for mark in reversed(open_marks))


def _outer_first(mark: Mark) -> tuple[int, int, bool, str]:
    return (mark.start, -mark.end, mark.link, mark.name)


def _pieces(start: int, end: int, marks: Sequence[Mark]) -> Iterator[tuple[int, int, list[Mark]]]:
    """The range cut wherever a mark begins or ends, each piece with the marks over it, the outermost first."""
    if start >= end:
        return
    edges = {edge for mark in marks for edge in (mark.start, mark.end)}
    cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
    waiting = iter((*marks, None))
    ahead = next(waiting)
    active: list[Mark] = []
    for left, right in pairwise(cuts):
        while ahead is not None and ahead.start <= left:
            active.append(ahead)
            ahead = next(waiting)
        active = [mark for mark in active if mark.end > left]
        yield left, right, _stacked(active)


def _stacked(active: Iterable[Mark]) -> list[Mark]:
    """Frames in their order, then the one link that has the letters: the innermost."""
    marks = list(active)
    links = [mark for mark in marks if mark.link]
    innermost = [max(links, key=lambda mark: (mark.start, -mark.end))] if links else []
    return [mark for mark in marks if not mark.link] + innermost


def _common(left: Sequence[Mark], right: Sequence[Mark]) -> int:
    """How many marks both begin with."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def blocks(text: str, body: Sequence[tuple[int, int]]) -> list[Block]:
    """The text as paragraphs, gaps and cut parts that follow one another without a hole.

    Args:
        text: The article's text.
        body: What of it is the article, in order and apart from each other; all of it if there is nothing.
    """
    parts: list[Block] = []
    at = 0
    for start, end in [*(body or [(0, len(text))]), (len(text), len(text))]:
        if at < start:
            parts.append(Block(at, start, "cut" if text[at:start].strip() else "gap"))
        parts += _paragraphs(text, start, end)
        at = max(at, end)
    return parts


def _paragraphs(text: str, start: int, end: int) -> Iterator[Block]:
    at = start
    for match in _BLANK_LINES.finditer(text, start, end):
        if at < match.start():
            yield Block(at, match.start(), "paragraph")
        yield Block(match.start(), match.end(), "gap")
        at = match.end()
    if at < end:
        yield Block(at, end, "paragraph" if text[at:end].strip() else "gap")


def is_wrapped(paragraph: str) -> bool:
    """Whether its line ends are those of a narrow page, so that the lines may flow: all but the last are long."""
    lines = paragraph.split("\n")
    return len(lines) > 1 and all(50 <= len(line) <= 100 for line in lines[:-1])
