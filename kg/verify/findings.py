"""What a check found: where, which rule is broken, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.query import query_text
from kg.store import View

MERGED = "the merged graph"
"""Stands in a finding for the default graph, which has no IRI."""

DERIVE = "kg verify --repair makes it anew from the extractions"
MERGE = "kg verify --repair brings the merged graph into step"
REBUILD = "build the article again from its source (kg build)"
RELOAD = "the graph was loaded: mend its file and load it again"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        graph: The named graph (an article's IRI, mostly), or `MERGED`.
        node: The IRI of the node at fault; "" where the graph as a whole is.
        rule: Short name of what is broken, the same for all findings of its kind.
        message: What is wrong, with the values found.
        remedy: What to do.
        severity: "Violation", or "Warning" for what is odd and may be right.
    """

    graph: str
    node: str
    rule: str
    message: str
    remedy: str = ""
    severity: str = "Violation"

    def __str__(self) -> str:
        where = f"{self.graph}: {self.node}" if self.node else self.graph
        what = f"{self.severity}: {where}: {self.rule}: {self.message}"
        return f"{what} -> {self.remedy}" if self.remedy else what

    def with_remedy(self, remedy: str) -> Finding:
        """The finding with that remedy, unless it has one."""
        return self if self.remedy else replace(self, remedy=remedy)


def rows(view: View, query: str, *names: str) -> Iterator[list[str]]:
    """The bindings of the names, row by row; "" for one that is not bound."""
    answer = json.loads(query_text(view, query, format="json"))
    for row in answer["results"]["bindings"]:
        yield [row[name]["value"] if name in row else "" for name in names]
