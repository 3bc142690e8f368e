"""RDF files → a database of their own, where they are checked before anything of them is stored.

What comes out is clean: no blank nodes, every triple in a named graph, the default graph the merge of the named graphs.
The files of one load are one dataset, so a dump may be cut into pieces. Memory does not grow with the files, blank
nodes aside.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import ReadError, StoreError
from kg.store.merge import Lines, check_iri, dump_lines

_MORE_EXTENSIONS = {"json": "jsonld", "owl": "rdf"}
_POSITION = re.compile(r"^Parser error (?:at line \d+ column \d+|(?:at line \d+ )?between .*?): ")
_DEFAULT = ox.DefaultGraph()
# Where triples in no graph wait until all named graphs are known.
_WAITING = ox.NamedNode("urn:newsgraph:waiting")
_UNNAMED = (
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{_WAITING.value}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"
)
# Quads that are written at a time: the engine keeps them in memory, some 1 KiB each.
_SLICE = 200_000


def find_rdf_format(path: Path) -> ox.RdfFormat:
    """The format that a file's extension names, `.gz` aside; ReadError if it names none."""
    name = path.name.lower().removesuffix(".gz")
    extension = name.rpartition(".")[2] if "." in name else ""
    form = ox.RdfFormat.from_extension(_MORE_EXTENSIONS.get(extension, extension))
    if form is None:
        raise ReadError(f"{path}: no RDF format ends in .{extension}: use .nq, .trig, .ttl, .nt, .rdf or .jsonld (.gz)")
    return form


class Staging:
    """A database that files are read into. Made by `OxigraphStore.staging`."""

    def __init__(self, inner: ox.Store, path: Path | None = None) -> None:
        self.path = path
        self._inner: ox.Store | None = inner
        self._blank: list[ox.Quad] = []

    @property
    def inner(self) -> ox.Store:
        """The engine's store; StoreError once it is closed."""
        if self._inner is None:
            raise StoreError("what was staged is stored or dropped already")
        return self._inner

    def read(self, files: Sequence[Path], *, graph: str | None = None) -> None:
        """Read all files, then settle. Triples in no graph go to `graph`.

        Raises:
            ReadError: A file cannot be read or is malformed: the message names each such file and its line.
            StoreError: Triples stand in no graph, none of the named graphs holds them, and `graph` is not given.
        """
        target = None if graph is None else check_iri(graph)
        faults: list[str] = []
        for path in files:
            try:
                self._read(path, target)
            except ReadError as error:
                faults.append(str(error))
        if faults:
            raise ReadError("; ".join(faults))
        self._settle(target)

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        return sorted(name.value for name in self.inner.named_graphs())

    def lines(self, graph_iri: str) -> Lines:
        """The triples of a graph ("" is the default graph) as N-Triples lines without the final dot."""
        return dump_lines(self.inner, check_iri(graph_iri) if graph_iri else ox.DefaultGraph())

    @property
    def quads(self) -> int:
        """Quads of the named graphs."""
        merged = self.inner.quads_for_pattern(None, None, None, _DEFAULT)
        return len(self.inner) - sum(1 for _ in merged)

    def close(self) -> None:
        """Let the database go."""
        self._inner = None

    def _read(self, path: Path, graph: ox.NamedNode | None) -> None:
        """One file. Quads with blank nodes are kept for later, triples in no graph wait."""
        try:
            with _open(path) as stream:
                write_quads(self.inner, self._merged(_parse(path, stream, graph)))
        except SyntaxError as error:
            raise ReadError(f"{path}: {_place(error)}{_reason(error)}") from error
        except (EOFError, zlib.error, gzip.BadGzipFile, UnicodeDecodeError) as error:
            raise ReadError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
        except OSError as error:
            raise StoreError(f"{path}: cannot be staged: {error.strerror or ' '.join(str(error).split())}") from error

    def _merged(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Every quad with its copy in the default graph.

        In a sorted dump a triple of the default graph stands right before the quads that hold it, so none has to wait.
        """
        before: ox.Triple | None = None
        for quad in quads:
            if _has_blank_nodes(quad):
                self._blank.append(quad)
            elif quad.graph_name == _DEFAULT:
                if before is not None:
                    yield _put(before, _WAITING)
                before = quad.triple
            else:
                if before is not None and before == quad.triple:
                    before = None
                yield quad
                yield _put(quad.triple, _DEFAULT)
        if before is not None:
            yield _put(before, _WAITING)

    def _settle(self, graph: ox.NamedNode | None) -> None:
        inner = self.inner
        if self._blank:
            named = ox.Dataset(self._blank)
            named.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            homes = _homes(named, graph)
            self._blank = []
            write_quads(inner, self._merged([_named(quad, homes) for quad in named]))
        for name in inner.named_graphs():
            if isinstance(name, ox.BlankNode):
                raise StoreError("a blank node stands for a graph: give the graph an IRI")
        if inner.contains_named_graph(_WAITING):
            self._place_unnamed(graph)
            inner.remove_graph(_WAITING)

    def _place_unnamed(self, graph: ox.NamedNode | None) -> None:
        inner = self.inner
        unnamed: Iterator[ox.Triple] = iter(inner.query(_UNNAMED))  # type: ignore[arg-type]
        if graph is not None:
            write_quads(inner, (_put(triple, name) for triple in unnamed for name in (graph, _DEFAULT)))
            return
        first = next(unnamed, None)
        if first is not None:
            number = 1 + sum(1 for _ in unnamed)
            raise StoreError(
                f"{number} triples stand in no graph and in none of the named graphs, one is {first}: "
                "name a graph for them with --graph IRI"
            )


def write_quads(inner: ox.Store, quads: Iterator[ox.Quad]) -> None:
    """Add quads with bounded memory; not one transaction."""
    for first in quads:
        inner.bulk_extend(chain((first,), islice(quads, _SLICE - 1)))


def _parse(path: Path, stream: IO[bytes], graph: ox.NamedNode | None) -> Iterator[ox.Quad]:
    form = find_rdf_format(path)
    quads = ox.parse(stream, form, rename_blank_nodes=True)
    if form.supports_datasets:
        return quads
    if graph is None:
        raise ReadError(f"{path}: {form.name} names no graphs: name one with --graph IRI")
    return (_put(quad.triple, graph) for quad in quads)


def _put(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _open(path: Path) -> IO[bytes]:
    try:
        if path.name.lower().endswith(".gz"):
            return cast("IO[bytes]", gzip.open(path, "rb"))
        return path.open("rb")
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error


def _place(error: SyntaxError) -> str:
    if error.lineno is None:
        return ""
    return f"line {error.lineno}, column {error.offset}: " if error.offset else f"line {error.lineno}: "


def _reason(error: SyntaxError) -> str:
    return " ".join(_POSITION.sub("", str(error.msg)).split())


def _blank_nodes(term: object) -> Iterator[ox.BlankNode]:
    """The blank nodes of a term, those inside a triple term with them."""
    if isinstance(term, ox.BlankNode):
        yield term
    elif isinstance(term, ox.Triple):
        yield from _blank_nodes(term.subject)
        yield from _blank_nodes(term.object)


def _has_blank_nodes(quad: ox.Quad) -> bool:
    subject, object_ = quad.subject, quad.object
    return (
        isinstance(subject, ox.BlankNode)
        or isinstance(object_, ox.BlankNode)
        or (isinstance(object_, ox.Triple) and any(True for _ in _blank_nodes(object_)))
    )


def _homes(dataset: ox.Dataset, default: ox.NamedNode | None) -> dict[str, str]:
    """By the label of each blank node the first graph that uses it: its IRI stands below that graph's."""
    homes: dict[str, str] = {}
    for quad in dataset:
        name = quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else default
        for term in (quad.subject, quad.object):
            for node in _blank_nodes(term):
                if name is not None:
                    homes[node.value] = min(homes.get(node.value, name.value), name.value)
    return homes


def _named(quad: ox.Quad, homes: dict[str, str]) -> ox.Quad:
    subject, object_ = _without(quad.subject, homes), _without(quad.object, homes)
    return ox.Quad(subject, quad.predicate, object_, quad.graph_name)  # type: ignore[arg-type]


def _without(term: object, homes: dict[str, str]) -> object:
    if isinstance(term, ox.BlankNode):
        home = homes.get(term.value)
        return term if home is None else ox.NamedNode(f"{home}/.well-known/genid/{term.value}")
    if isinstance(term, ox.Triple):
        return ox.Triple(_without(term.subject, homes), term.predicate, _without(term.object, homes))  # type: ignore[arg-type]
    return term
