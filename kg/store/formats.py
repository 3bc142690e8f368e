"""The formats that answers and exports are written in: names, media types, extensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kg.errors import QueryError
from kg.store.base import Form

Shape = Literal["table", "graph", "dataset"]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write an answer: a table of bindings, one graph, or a graph in a syntax that can also hold a dataset."""

    name: str
    media_type: str
    extension: str
    shape: Shape
    aliases: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The value of Content-Type: text formats say that they are UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


# Turtle is written for those who ask for N3, of which it is a part.
N3 = ("text/n3", "text/rdf+n3")

FORMATS: tuple[Format, ...] = (
    Format("json", "application/sparql-results+json", "srj", "table", ("application/json",)),
    Format("xml", "application/sparql-results+xml", "srx", "table", ("application/xml", "text/xml")),
    Format("csv", "text/csv", "csv", "table"),
    Format("tsv", "text/tab-separated-values", "tsv", "table"),
    Format(
        "turtle",
        "text/turtle",
        "ttl",
        "graph",
        ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    ),
    Format("ntriples", "application/n-triples", "nt", "graph", ("text/plain",)),
    Format("rdfxml", "application/rdf+xml", "rdf", "graph", ("application/xml", "text/xml")),
    Format("jsonld", "application/ld+json", "jsonld", "graph", ("application/json",)),
    Format("trig", "application/trig", "trig", "dataset"),
    Format("nquads", "application/n-quads", "nq", "dataset", ("text/x-nquads",)),
)
DEFAULT_FORMATS: Mapping[str, str] = {"select": "json", "ask": "json", "graph": "turtle"}


def formats_for(form: Form | None) -> tuple[Format, ...]:
    """The formats that an answer of this form can be written in, best first."""
    tables = form != "graph"
    return tuple(entry for entry in FORMATS if (entry.shape == "table") == tables)


def find_format(name: str, form: Form | None) -> Format:
    """The format of that name, extension or media type; QueryError if the answer has no such format."""
    wanted = name.strip().lower()
    offered = formats_for(form)
    for entry in offered:
        if wanted in (entry.name, entry.extension, entry.media_type):
            return entry
    for entry in offered:
        if wanted in entry.aliases or any(alias.endswith(f"/{wanted}") for alias in entry.aliases):
            return entry
    names = ", ".join(entry.name for entry in offered)
    raise QueryError(f"the answer to this query cannot be written as {name!r}: the formats are {names}")
