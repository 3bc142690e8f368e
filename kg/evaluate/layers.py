"""The text of an article as word tokens, and what the annotation marks in it.

Words are runs of letters and digits, so that white space, line breaks and the shape of quotation marks never matter.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kg.evaluate.gold import GoldArticle
from kg.evaluate.words import WORD
from kg.model.document import Span

# A full stop after a capital ("U.S.") or a title ("Mr.") ends no sentence. Good enough for showing a passage.
SENTENCE_END = re.compile(
    "(?<![A-Z])(?<!Mr)(?<!Ms)(?<!Dr)(?<!St)(?<!Mrs)(?<!Gen)(?<!Sen)[.!?][\"'\u201d\u2019)\\]]*\\s|\\n"
)
# A passage that is shown is cut on either side of the marked words at most this far from them.
CONTEXT = 240
# An unscored or unwanted span is covered when this share of its words is.
MOSTLY = 0.8

Tokens = frozenset[int]
NOTHING: Tokens = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article with what stands around them in the sentence."""

    before: str
    marked: str
    after: str


class TokenText:
    """A text as word tokens, numbered from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = list(WORD.finditer(text))
        self.words = [match.group() for match in found]
        self.lower = [word.lower() for word in self.words]
        self._starts = [match.start() for match in found]
        self._ends = [match.end() for match in found]
        self._places: dict[str, list[int]] = {}
        for n, word in enumerate(self.lower):
            self._places.setdefault(word, []).append(n)

    def __len__(self) -> int:
        return len(self.words)

    def find(self, phrase: str | None, *, cased: bool = False, within: range | None = None) -> list[range]:
        """Where the words of a phrase stand, as ranges of token numbers."""
        wanted = WORD.findall(phrase or "")
        if not wanted:
            return []
        lowered = [word.lower() for word in wanted]
        have, want = (self.words, wanted) if cased else (self.lower, lowered)
        size, bounds = len(want), within or range(len(self.words))
        return [
            range(at, at + size)
            for at in self._places.get(lowered[0], ())
            if bounds.start <= at and at + size <= bounds.stop and have[at : at + size] == want
        ]

    def touched(self, spans: Iterable[Span]) -> Tokens:
        """The tokens that have a character in one of the spans."""
        return frozenset(
            n
            for span in spans
            if len(span)
            for n in range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))
        )

    def span_of(self, tokens: Iterable[int]) -> Span | None:
        """From the first to the last of some tokens; None if there are none."""
        numbers = sorted(tokens)
        return Span(self._starts[numbers[0]], self._ends[numbers[-1]]) if numbers else None

    def passage(self, tokens: Iterable[int]) -> Passage | None:
        """The tokens in their sentence, roughly: up to the nearest end of a sentence or line on either side."""
        span = self.span_of(tokens)
        if span is None:
            return None
        before = self.text[max(0, span.start - CONTEXT) : span.start]
        ends = [match.end() for match in SENTENCE_END.finditer(before)]
        after = self.text[span.end : span.end + CONTEXT]
        stop = SENTENCE_END.search(after)
        return Passage(before[ends[-1] if ends else 0 :], self.text[span.start : span.end], after[: _end(stop, after)])


def _end(stop: re.Match[str] | None, text: str) -> int:
    return len(text) if stop is None else stop.end()


class Layers:
    """What the annotation marks in an article's text, as sets of tokens."""

    def __init__(self, gold: GoldArticle, text: str) -> None:
        self._gold = gold
        self.text = TokenText(text)

    @cached_property
    def has_body(self) -> bool:
        """Whether the words with which the body begins and ends were found (or the annotation names none)."""
        return self._body is not None or not (self._gold.body_first or self._gold.body_last)

    @cached_property
    def _body(self) -> range | None:
        first, last = self.text.find(self._gold.body_first), self.text.find(self._gold.body_last)
        return range(first[0].start, last[-1].stop) if first and last and first[0].start < last[-1].stop else None

    @cached_property
    def boilerplate(self) -> Tokens:
        """What no fact may come from: all outside the body but the headline, and the strings marked as such."""
        body = self._body or range(len(self.text))
        headline = self._all([self._gold.headline])
        outside = {n for n in range(len(self.text)) if n not in body and n not in headline}
        marked = {n for text in self._gold.boilerplate for place in self.text.find(text, cased=True) for n in place}
        return frozenset(outside | marked)

    @cached_property
    def unscored(self) -> list[Tokens]:
        return self._places(self._gold.unscored)

    @cached_property
    def not_meetings(self) -> list[Tokens]:
        return self._places(self._gold.not_meetings)

    @cached_property
    def not_statements(self) -> list[Tokens]:
        return self._places(self._gold.not_statements)

    def place(self, *, evidence: str | None, text: str | None = None) -> Tokens:
        """Where an annotated item stands: its text inside its evidence, else its text anywhere; empty if nowhere."""
        for place in self.text.find(evidence):
            if text is None:
                return frozenset(place)
            inner = self.text.find(text, within=place)
            if inner:
                return frozenset(inner[0])
        found = self.text.find(text)
        return frozenset(found[0]) if found else NOTHING

    def is_boilerplate(self, tokens: Tokens) -> bool:
        """Whether more than half of some tokens are boilerplate."""
        return bool(tokens) and 2 * len(tokens & self.boilerplate) > len(tokens)

    def is_unscored(self, tokens: Tokens) -> bool:
        """Whether most of some tokens lie in an unscored span, or they hold most of one."""
        return any(mostly_in(tokens, span) or covers_most(tokens, span) for span in self.unscored)

    def _places(self, phrases: Iterable[str]) -> list[Tokens]:
        return [frozenset(place) for phrase in phrases for place in self.text.find(phrase)]

    def _all(self, phrases: Iterable[str | None]) -> Tokens:
        return frozenset(n for phrase in phrases for place in self.text.find(phrase) for n in place)


def mostly_in(tokens: Tokens, span: Tokens) -> bool:
    """Whether more than half of some tokens lie in a span."""
    return 2 * len(tokens & span) > len(tokens)


def covers_most(tokens: Tokens, span: Tokens) -> bool:
    """Whether some tokens hold nearly all of a span."""
    return bool(span) and len(tokens & span) >= MOSTLY * len(span)


def share_half(one: Tokens, other: Tokens) -> bool:
    """Whether at least half of either lies in the other."""
    shared = len(one & other)
    return bool(shared) and 2 * shared >= len(one) and 2 * shared >= len(other)
