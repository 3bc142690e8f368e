"""Search in sorted spans: what lies in, or touches, a stretch of text, without going through all of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from kg.model.document import Span


class Spanned(Protocol):
    """Anything that stands at one place of the text."""

    @property
    def span(self) -> Span: ...


T = TypeVar("T", bound=Spanned)


class SpanIndex(Generic[T]):
    """Items by place. Built once for a document; each search costs the logarithm of its size and what it finds."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = sorted(items, key=lambda item: (item.span.start, item.span.end))
        self._starts = [item.span.start for item in self._items]
        self._longest = max((len(item.span) for item in self._items), default=0)

    def touching(self, span: Span) -> list[T]:
        """The items that share a character with `span`, in text order."""
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_left(self._starts, span.end)
        return [item for item in self._items[first:last] if item.span.touches(span)]

    def within(self, span: Span) -> list[T]:
        """The items that lie wholly inside `span`, in text order."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return [item for item in self._items[first:last] if item.span.end <= span.end]


@dataclass(frozen=True, slots=True)
class Held:
    """A span and the number of what it belongs to."""

    span: Span
    owner: int
