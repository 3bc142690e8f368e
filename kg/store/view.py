"""Reading a store over pyoxigraph. Queries are passed as text and results are serialised by the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.store.base import MergeDifference, Output, Stats
from kg.store.folder import Lease
from kg.store.merge import check_iri
from kg.store.results import OxigraphResult, query_error

if TYPE_CHECKING:
    import rdflib

_CLASSES = "SELECT ?class (COUNT(?thing) AS ?count) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY ?class"
_TRIPLES = "SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }"
_MISSING = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
_EXTRA = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"


class OxigraphView:
    """A store that is only read: right for queries, exports and the server. Closing it gives its snapshot back."""

    def __init__(
        self, inner: ox.Store, *, prefixes: Mapping[str, str] | None = None, lease: Lease | None = None
    ) -> None:
        self._inner: ox.Store | None = inner
        self._prefixes = dict(prefixes or {})
        self._lease = lease

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def inner(self) -> ox.Store:
        """The engine's store; StoreError once it is closed."""
        if self._inner is None:
            raise StoreError("the store is closed: open it again")
        return self._inner

    @property
    def revision(self) -> int:
        """The revision of the snapshot that this view reads; 0 where there is none."""
        return self._lease.revision if self._lease else 0

    def close(self) -> None:
        """Let the store go; harmless when done already."""
        self._inner = None
        if self._lease:
            self._lease.close()

    def query(
        self,
        text: str,
        *,
        base_iri: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> OxigraphResult:
        """Evaluate a SPARQL query; given graphs replace the dataset that the query names itself.

        Raises:
            QueryError: The text is malformed (with line and column), or evaluation fails.
        """
        table = self._prefixes if prefixes is None else dict(prefixes)
        try:
            answer = self.inner.query(
                text,
                base_iri=base_iri,
                prefixes=table,
                default_graph=None if default_graphs is None else [_graph(iri) for iri in default_graphs],
                named_graphs=None if named_graphs is None else [_graph(iri) for iri in named_graphs],
            )
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise query_error(error, text) from error
        return OxigraphResult(answer, prefixes=table)

    def dump(self, output: Output, media_type: str, *, graph: str | None = None) -> None:
        """Write the whole dataset, or one graph ("" is the default graph), in the engine's order."""
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise StoreError(f"no RDF format has the media type {media_type!r}")
        name = ox.DefaultGraph() if graph == "" else None if graph is None else check_iri(graph)
        try:
            self.inner.dump(output, form, from_graph=name, prefixes=self._prefixes)  # type: ignore[arg-type]
        except ValueError as error:
            raise StoreError(f"{form.name} cannot hold named graphs: name one graph") from error

    def has_graph(self, graph_iri: str) -> bool:
        """Whether there is such a graph; the default graph ("") always is."""
        return not graph_iri or self.inner.contains_named_graph(check_iri(graph_iri))

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        return sorted(graph.value for graph in self.inner.named_graphs())

    def stats(self) -> Stats:
        """Counts of triples, quads, graphs and instances by class."""
        triples = int(_first(self.inner.query(_TRIPLES)))
        classes = {row[0].value: int(row[1].value) for row in self.inner.query(_CLASSES)}  # type: ignore[union-attr]
        return Stats(triples, len(self.inner) - triples, len(self.graphs()), classes)

    def verify_merge(self) -> MergeDifference:
        """How the default graph differs from the merge of the named graphs."""
        missing, extra = (
            tuple(sorted({f"{triple} ." for triple in self.inner.query(text)}))  # type: ignore[union-attr]
            for text in (_MISSING, _EXTRA)
        )
        return MergeDifference(missing, extra)

    def dataset(self) -> rdflib.Dataset:
        """The store through rdflib's API, prefixes bound. Pass SPARQL to it as text: a prepared query is slow."""
        import rdflib

        from kg.store.rdflib_terms import PlainLiteralStore

        dataset = rdflib.Dataset(store=PlainLiteralStore(store=self.inner))
        for prefix, namespace in self._prefixes.items():
            dataset.bind(prefix, namespace, override=True, replace=True)
        return dataset


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not the IRI of a graph") from error


def _first(rows: object) -> str:
    value: str = next(iter(rows))[0].value  # type: ignore[call-overload]
    return value
