"""What a store gives to the rest: a `Writer` that changes whole named graphs, and a `View` that only reads.

Most code gets the View: that serving cannot write is then a matter of types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Protocol, Self

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import rdflib

    from kg.store.loading import Staging

Form = Literal["select", "ask", "graph"]


class Output(Protocol):
    """A binary stream that results are written to."""

    def write(self, data: bytes, /) -> int | None: ...

    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction did: quads of named graphs added and removed, and how many graphs it touched."""

    added: int = 0
    removed: int = 0
    graphs: int = 0

    def __bool__(self) -> bool:
        return bool(self.graphs)

    def __add__(self, other: Change) -> Change:
        return Change(self.added + other.added, self.removed + other.removed, self.graphs + other.graphs)


@dataclass(frozen=True, slots=True)
class Stats:
    """Sizes of a store: `triples` of the default graph, `quads` of the named graphs, instances by class IRI."""

    triples: int
    quads: int
    graphs: int
    classes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MergeDifference:
    """Triples (as N-Triples lines, sorted) by which the default graph differs from the merge of the named graphs."""

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra)


class Result(Protocol):
    """The answer to one query; it belongs to the thread that asked."""

    @property
    def form(self) -> Form: ...

    def write(self, output: Output, media_type: str, *, max_rows: int | None = None) -> None:
        """Serialise the answer; QueryError once it has more than `max_rows` rows or triples."""
        ...


class View(Protocol):
    """A store that is only read. Close it, or use it in a `with` statement."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def close(self) -> None:
        """Let the store go; harmless when done already."""
        ...

    def has_graph(self, graph_iri: str) -> bool:
        """Whether there is such a graph; the default graph ("") always is."""
        ...

    def query(
        self,
        text: str,
        *,
        base_iri: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Result:
        """Evaluate a SPARQL query; given graphs replace the dataset that the query names itself."""
        ...

    def dump(self, output: Output, media_type: str, *, graph: str | None = None) -> None:
        """Write the whole dataset, or one graph ("" is the default graph), in the engine's order."""
        ...

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        ...

    def stats(self) -> Stats:
        """Counts of triples, quads, graphs and instances by class."""
        ...

    def verify_merge(self) -> MergeDifference:
        """How the default graph differs from the merge of the named graphs."""
        ...

    def dataset(self) -> rdflib.Dataset:
        """The store through rdflib's API, prefixes bound."""
        ...


class Writer(Protocol):
    """One transaction over whole named graphs; the default graph stays their merge.

    Nothing is written before the `with` block ends; an exception inside it leaves the store as it was.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def replace(self, graph_iri: str, nquad_lines: Iterable[str]) -> None:
        """Make the graph hold just these quads (N-Quads or N-Triples lines)."""
        ...

    def delete(self, graph_iri: str) -> None:
        """Remove the graph and all that only it says."""
        ...


class Store(View, Protocol):
    """A store that is read and written, whoever keeps it. The default graph stays the merge of the named graphs, but
    where `update`, `load_graph` and `drop_graph` change just what they say."""

    @property
    def is_empty(self) -> bool:
        """Whether the store holds nothing at all."""
        ...

    def graph_lines(self, graph_iri: str) -> frozenset[str] | None:
        """The triples of a graph as N-Triples lines without the final dot; None if there is no such graph."""
        ...

    def replace_many(self, contents: Mapping[str, Iterable[str]]) -> Change:
        """Make each graph hold just the quads given for it; no quads remove the graph."""
        ...

    def replace_all(
        self, contents: Iterable[tuple[str, Iterable[str]]], *, together: Mapping[str, Iterable[str]] | None = None
    ) -> Change:
        """The same for many graphs, in transactions of bounded size; those of `together` are in the first."""
        ...

    def delete(self, graph_iri: str) -> Change:
        """Remove a graph and all that only it says; NotFoundError if there is none."""
        ...

    def update(self, text: str, *, base_iri: str | None = None, prefixes: Mapping[str, str] | None = None) -> None:
        """Run a SPARQL update."""
        ...

    def load_graph(
        self, graph_iri: str, document: bytes, media_type: str, *, base_iri: str | None = None, replace: bool = False
    ) -> bool:
        """Put an RDF document into one graph ("" is the default graph); True if the graph is new."""
        ...

    def drop_graph(self, graph_iri: str) -> None:
        """Remove one graph ("" empties the default graph) and nothing else; NotFoundError if there is none."""
        ...

    def merge_anew(self) -> None:
        """Make the default graph the merge of the named graphs, whatever it holds."""
        ...

    def staging(self) -> AbstractContextManager[Staging]:
        """A local database to read files into; it is removed at the end, unless it was adopted."""
        ...

    def adopt(self, staged: Staging) -> None:
        """Take what was staged as the contents of this store, which must be empty."""
        ...

    def publish(self) -> int:
        """Make what is written so far visible to readers; gives the revision, 0 where there are none."""
        ...
