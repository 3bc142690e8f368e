"""Marks over a text → HTML. What comes from an article or the graph is escaped here, all of it, whatever it is.

An element of a mark has the class `m` and those of its kind. The text nodes, put together, are the text: numbers and
signs beside it are empty links that the stylesheet writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from kg.web.article_view import Block, Mark, Open, Text, blocks, is_wrapped, tokens

Opener = Callable[[Mark, bool], Markup]
"""A mark, and whether this is its first piece → its opening tag."""
Closer = Callable[[Mark, bool], Markup]
"""A mark, and whether this was its last piece → its closing tag."""

# Characters of the paragraph about marked words that an excerpt shows on each side.
_AROUND = 160
_MOST = 1500


def render(text: str, block: tuple[int, int], marks: Iterable[Mark], tags: tuple[Opener, Closer, set[Mark]]) -> Markup:
    """A range of a text with its marks.

    Args:
        text: The whole text.
        block: Where the range begins and ends.
        marks: Spans of the text.
        tags: Makes opening and closing tags; and the marks that have begun in earlier ranges.
    """
    opener, closer, begun = tags
    parts: list[Markup] = []
    at = block[0]
    for token in tokens(*block, marks, begun=begun):
        if isinstance(token, Text):
            parts.append(escape(text[token.start : token.end]))
            at = token.end
        elif isinstance(token, Open):
            parts.append(opener(token.mark, token.first))
        else:
            parts.append(closer(token.mark, at == token.mark.end))
    return Markup("").join(parts)


def render_blocks(
    text: str, body: Sequence[tuple[int, int]], marks: Sequence[Mark], tags: tuple[Opener, Closer, set[Mark]]
) -> Markup:
    """A whole text: paragraphs, the blank lines between them, and what was cut, folded away."""
    ahead = sorted(marks, reverse=True)
    near: list[Mark] = []
    parts = []
    for block in blocks(text, body):
        while ahead and ahead[-1].start < block.end:
            near.append(ahead.pop())
        near = [mark for mark in near if mark.end > block.start]
        parts.append(_block(text, block, near, tags))
    return Markup("").join(parts)


def _block(text: str, block: Block, near: Sequence[Mark], tags: tuple[Opener, Closer, set[Mark]]) -> Markup:
    inner = render(text, (block.start, block.end), near, tags)
    if block.kind == "gap":
        return inner
    if block.kind == "cut":
        return (
            Markup('<details class="cut"><summary>Left out as not part of the article</summary><div class="cut-text">')
            + inner
            + Markup("</div></details>")
        )
    flowing = Markup(' class="flow"') if is_wrapped(text[block.start : block.end]) else Markup("")
    return Markup("<p{}>").format(flowing) + inner + Markup("</p>")


def excerpt(text: str, marks: Sequence[Mark]) -> Markup:
    """The words of some marks with the rest of their sentences' paragraph, shortened; nothing for marks of no text."""
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    if not inside:
        return Markup("")
    tags = (_open, _close, set[Mark]())
    parts = []
    for start, end in _windows(text, inside):
        left = "… " if start > 0 and text[start - 1] != "\n" else ""
        right = " …" if end < len(text) and text[end] != "\n" else ""
        parts.append(Markup("<p>{}{}{}</p>").format(left, render(text, (start, end), inside, tags), right))
    return Markup("").join(parts)


def _windows(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Ranges about the marks that neither overlap nor cross a paragraph where they need not."""
    ranges = sorted(_window(text, mark) for mark in marks)
    start, end = ranges[0]
    for next_start, next_end in ranges[1:]:
        if next_start <= end + 1:
            end = max(end, next_end)
        else:
            yield start, min(end, start + _MOST)
            start, end = next_start, next_end
    yield start, min(end, start + _MOST)


def _window(text: str, mark: Mark) -> tuple[int, int]:
    low = max(text.rfind("\n", 0, mark.start) + 1, mark.start - _AROUND)
    line_end = text.find("\n", mark.end)
    high = min(len(text) if line_end < 0 else line_end, mark.end + _AROUND)
    if low > 0 and text[low - 1] != "\n":
        low = min(text.find(" ", low, mark.start) + 1 or low, mark.start)
    if high < len(text) and text[high] != "\n":
        high = max(text.rfind(" ", mark.end, high), mark.end)
    return low, high


def _open(mark: Mark, first: bool) -> Markup:
    tag = "mark" if mark.name == "evidence" else "span"
    return Markup('<{} class="m m-{}">').format(Markup(tag), mark.name)


def _close(mark: Mark, last: bool) -> Markup:
    return Markup("</mark>") if mark.name == "evidence" else Markup("</span>")
