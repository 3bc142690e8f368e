"""A text → its units: the lines, or, where a paragraph is wrapped over several lines, those lines as one.

Units do not overlap and stand in text order; white space around them belongs to none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kg.model.document import Span

LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*\.?")
# A sentence ends here, whatever quotation marks and brackets follow.
TERMINAL = re.compile(r"[.!?…][\"'”’»)\]]*$")
# Lines of a wrapped paragraph are no longer than this; e-mail and old wire services use 60 to 80.
MAX_WIDTH = 120
MIN_WIDTH = 40


@dataclass(frozen=True)
class Unit:
    """A line or wrapped paragraph; `block` numbers the stretches between blank lines, `alone`: it is all of its own."""

    span: Span
    text: str
    block: int
    alone: bool = True

    @cached_property
    def words(self) -> list[str]:
        return [word.rstrip(".") for word in WORD.findall(self.text)]

    @cached_property
    def ends_sentence(self) -> bool:
        return TERMINAL.search(self.text[-8:]) is not None

    @cached_property
    def title_share(self) -> float:
        """Which share of the longer words after the first begins with a capital: near 1 in titles, low in prose."""
        longer = [word for word in self.words[1:] if len(word) > 3 and word[0].isalpha()]
        return sum(word[0].isupper() for word in longer) / len(longer) if longer else 0.0


def split_units(text: str) -> list[Unit]:
    """All units of a text."""
    blocks = _blocks(text)
    width = max((len(span) for block in blocks for span in block), default=0)
    units: list[Unit] = []
    for number, block in enumerate(blocks):
        if _is_wrapped(text, block, width):
            block = [Span(block[0].start, block[-1].end)]
        units.extend(Unit(span, text[span.start : span.end], number, len(block) == 1) for span in block)
    return units


def _blocks(text: str) -> list[list[Span]]:
    """The trimmed lines of each stretch without blank lines."""
    blocks: list[list[Span]] = [[]]
    end = 0
    for match in LINE.finditer(text):
        line = match[0]
        if not line.strip():
            continue
        start = match.start() + len(line) - len(line.lstrip())
        if len(BREAK.findall(text, end, match.start())) > 1 and blocks[-1]:
            blocks.append([])
        end = match.end()
        blocks[-1].append(Span(start, start + len(line.strip())))
    return [block for block in blocks if block]


def _is_wrapped(text: str, block: list[Span], longest: int) -> bool:
    """Whether the lines of a block are one paragraph broken to a width.

    A line was broken there if the first word of the next one did not fit any more. Lists and headlines end anywhere.
    """
    if len(block) < 2 or any(not WORD.search(text, line.start, line.end) for line in block):
        return False
    width = longest if longest <= MAX_WIDTH else max(len(span) for span in block)
    if not MIN_WIDTH <= width <= MAX_WIDTH or (len(block) == 2 and longest > MAX_WIDTH):
        return False
    full = 0
    for line, following in pairwise(block):
        first = text[following.start : following.end].split(maxsplit=1)[0]
        full += len(line) + 1 + len(first) > width - 3
    return full >= 0.8 * (len(block) - 1)
