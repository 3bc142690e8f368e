"""What of a store is to be exported: a value that says it, checked when it is made."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import QueryError
from kg.export.graph import AGENTS, FACTS
from kg.rdf.edtf import bounds
from kg.store.sparql import network_word, query_form

CLASSES = (*AGENTS, *FACTS, "Article", "Mention")
"""What a selection by class may name."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to be exported; each field narrows it, and an empty one does not.

    Attributes:
        articles: Articles by IRI, id or web address.
        since: First day of publication, a date or a month or a year.
        until: Last day of publication, likewise.
        classes: Names out of CLASSES: facts of these classes with what they point to, entities and mentions of them.
        entities: IRIs, Wikidata items or names: only what refers to one of them.
        min_confidence: Facts less sure are left out.
        construct: A CONSTRUCT (or DESCRIBE) query, run on what the others leave; its answer is what is exported.
    """

    articles: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    classes: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    min_confidence: float = 0.0
    construct: str | None = None

    def __post_init__(self) -> None:
        unknown = [name for name in self.classes if name not in CLASSES]
        if unknown:
            raise QueryError(f"there is no class {unknown[0]!r} to select by: the classes are {', '.join(CLASSES)}")
        for day in (self.since, self.until):
            if day and ("/" in day or bounds(day) is None):
                raise QueryError(f"{day!r} is not a date: give 2007-02-22, 2007-02 or 2007")
        if self.construct is not None:
            _check_construct(self.construct)

    def __bool__(self) -> bool:
        return self != Selection()

    @property
    def narrows(self) -> bool:
        """Whether anything besides a query is asked for."""
        return self != Selection(construct=self.construct)


def _check_construct(text: str) -> None:
    if word := network_word(text):
        raise QueryError(f"{word} is not allowed: a selection may not call other servers")
    if query_form(text) in ("select", "ask"):
        raise QueryError("a selection needs a CONSTRUCT query: this one gives no triples")
