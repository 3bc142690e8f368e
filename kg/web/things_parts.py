"""The parts of a page that may be left out: a graph can be too large for one of them, and the rest is worth showing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from kg.errors import QueryTimeoutError

log = logging.getLogger(__name__)

Part = TypeVar("Part")
# After so many parts that took too long no more are asked for, so that the page comes at all.
_MOST_MISSING = 2


@dataclass(slots=True)
class Parts:
    """Makes the parts of one page; `missing` names those that took too long."""

    missing: list[str] = field(default_factory=list)

    def get(self, what: str, make: Callable[[], Part], *, instead: Part) -> Part:
        """A part, or what stands in its place.

        Args:
            what: The words for it, in the plural.
            make: Makes it.
            instead: For when its queries take too long.
        """
        if len(self.missing) < _MOST_MISSING:
            try:
                return make()
            except QueryTimeoutError:
                log.warning("a page is shown without %s: the queries took too long", what)
        self.missing.append(what)
        return instead

    def all(self, what: str, make: Callable[[], list[Part]]) -> list[Part]:
        """The same for a list: none of it where it takes too long."""
        nothing: list[Part] = []
        return self.get(what, make, instead=nothing)
