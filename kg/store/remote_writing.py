"""Writing a store that another server keeps: whole named graphs, the default graph their merge.

The changes are worked out here, as for a store in a folder (`kg.store.merge`), and said in standard SPARQL Update. Up
to the size of one request they are one transaction wherever the server makes one of a request.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kg.errors import NotFoundError, QueryError, StoreError
from kg.model.remote import RemoteAddress
from kg.net.endpoint import Call, Endpoint, RequestRefusedError
from kg.store.base import Change
from kg.store.engine import batches, fill, open_database
from kg.store.loading import Staging
from kg.store.merge import Lines, Plan, check_iri, plan_changes, read_lines, stored_lines, to_graph_update
from kg.store.oxigraph import TransactionWriter
from kg.store.remote import RemoteView
from kg.store.remote_folder import RemoteFolder
from kg.store.remote_plan import to_updates
from kg.store.remote_text import for_update, with_prologue
from kg.store.results import query_error
from kg.store.sparql import network_word

UPDATE = "application/sparql-update"
# Subjects and graphs that one query names.
_SUBJECTS = 200
_GRAPHS = 200
_OF_GRAPHS = "SELECT ?g ?s ?p ?o WHERE {{ VALUES ?g {{ {0} }} GRAPH ?g {{ ?s ?p ?o }} }}"
_OF_SUBJECTS = "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {0} }} GRAPH ?g {{ ?s ?p ?o }} {1} }}"
_DROP_EXTRA = "DELETE {{ {1} }} WHERE {{ {1} FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} {0} }} }}"
_ADD_MISSING = "INSERT {{ {1} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {0} FILTER NOT EXISTS {{ {1} }} }}"


class RemoteStore(RemoteView):
    """A store of another server that is read and written. Made by `open_store`.

    Args:
        address: Where it is.
        folder: What is kept beside it, held by this process; None if nothing is.
        handle: Descriptor of the lock of that folder.
    """

    def __init__(
        self,
        address: RemoteAddress,
        *,
        prefixes: Mapping[str, str] | None = None,
        folder: RemoteFolder | None = None,
        handle: int | None = None,
        endpoint: Endpoint | None = None,
    ) -> None:
        super().__init__(address, prefixes=prefixes, endpoint=endpoint)
        self._folder = folder
        self._handle = handle

    def writer(self) -> TransactionWriter:
        """Changes of whole graphs that go out together: `with store.writer() as writer: writer.replace(…)`."""
        return TransactionWriter(self)

    def replace(self, graph_iri: str, nquad_lines: Iterable[str]) -> Change:
        """Make one graph hold just these quads; see `replace_many`."""
        return self.replace_many({graph_iri: nquad_lines})

    def delete(self, graph_iri: str) -> Change:
        """Remove a graph and all that only it says; NotFoundError if there is none."""
        if not self.has_graph(graph_iri):
            raise NotFoundError(f"the store has no graph <{graph_iri}>")
        return self.replace_many({graph_iri: ()})

    def replace_many(self, contents: Mapping[str, Iterable[str]]) -> Change:
        """Make each graph hold just the quads given for it; no quads remove the graph.

        Only quads that change are sent. One request, hence one transaction, up to the size that the server takes.

        Raises:
            StoreError: A line is not N-Quads or names another graph, or the server fails.
        """
        new = {graph: read_lines(graph, lines) for graph, lines in contents.items()}
        old = self._graphs_lines(sorted(new))
        old |= {graph: frozenset() for graph in new if not new[graph] and graph not in old and self.has_graph(graph)}
        plan = plan_changes(new, old, self._said_elsewhere)
        change = Change(
            added=sum(map(len, plan.added.values())),
            removed=sum(map(len, plan.removed.values())),
            graphs=len(plan.added.keys() | plan.removed.keys() | set(plan.dropped)),
        )
        blank = _rewrite_blank(plan, new, old)
        if plan:
            self._apply(plan)
        if blank:
            self.merge_anew()
        return change

    def replace_all(
        self, contents: Iterable[tuple[str, Iterable[str]]], *, together: Mapping[str, Iterable[str]] | None = None
    ) -> Change:
        """Make each graph hold just the quads given for it, in requests of bounded size.

        Args:
            contents: Graphs with their lines; taken one by one.
            together: Graphs that are changed first.
        """
        total = Change()
        for batch in batches(dict(together or {}), contents):
            total += self.replace_many(batch)
        return total

    def bulk_load(self, lines: Iterable[str]) -> int:
        """Fill an empty store with N-Quads lines, the default graph as their merge; gives the number of quads."""
        if not self.is_empty:
            raise StoreError("only an empty store can be loaded in bulk: use a new one")
        with self.staging() as staged:
            quads = fill(staged.inner, lines)
            self.adopt(staged)
            return quads

    def update(self, text: str, *, base_iri: str | None = None, prefixes: Mapping[str, str] | None = None) -> None:
        """Have a SPARQL update done; it changes just what it says, the default graph included. Never sent twice.

        Raises:
            QueryError: The text is malformed or fails.
            StoreError: The server cannot be reached or refuses.
        """
        table = self._prefixes if prefixes is None else dict(prefixes)
        try:
            self._send(with_prologue(text, table, base_iri), repeatable=False)
        except RequestRefusedError as error:
            raise self._update_fault(text, error, base_iri) from error

    def load_graph(
        self, graph_iri: str, document: bytes, media_type: str, *, base_iri: str | None = None, replace: bool = False
    ) -> bool:
        """Put an RDF document into one graph ("" is the default graph) and nowhere else; True if the graph is new.

        Raises:
            StoreError: No RDF format has the media type, or the server refuses.
            QueryError: The document is malformed; nothing is changed then.
        """
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise StoreError(f"no RDF format has the media type {media_type!r}")
        try:
            quads = list(ox.parse(document, form, base_iri=base_iri, without_named_graphs=True))
        except SyntaxError as error:
            raise QueryError(f"malformed {form.name}: {error.msg}", line=error.lineno, column=error.offset) from error
        new = bool(graph_iri) and not self.has_graph(graph_iri)
        target = graph_iri or self.dialect.default_graph
        if self.address.data:
            body = "".join(f"{quad.triple} .\n" for quad in quads).encode()
            self._put(target, body, replace=replace)
        elif text := to_graph_update(target, (str(quad.triple) for quad in quads), replace=replace):
            self._send(text, repeatable=replace)
        return new

    def drop_graph(self, graph_iri: str) -> None:
        """Remove one graph ("" empties the default graph) and nothing else; NotFoundError if there is none."""
        if not self.has_graph(graph_iri):
            raise NotFoundError(f"the store has no graph <{graph_iri}>")
        target = graph_iri or self.dialect.default_graph
        self._send(f"DROP SILENT GRAPH <{target}>" if target else "DROP SILENT DEFAULT")

    def merge_anew(self) -> None:
        """Make the default graph the merge of the named graphs, on the server."""
        for text in (_DROP_EXTRA, _ADD_MISSING):
            self._send(text.format(self._filter(), self._merged()))

    @property
    def is_empty(self) -> bool:
        """Whether the store holds nothing at all, the server's own graphs aside."""
        return not self.query("ASK { ?s ?p ?o }") and not self.graphs()

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """A local database to read files into; it is removed at the end."""
        folder = tempfile.mkdtemp(prefix="kg-staging-")
        staged = Staging(open_database(Path(folder) / "database"))
        try:
            yield staged
        finally:
            staged.close()
            shutil.rmtree(folder, ignore_errors=True)

    def adopt(self, staged: Staging) -> None:
        """Send what was staged to the store, which must be empty."""
        self.replace_all((name, [f"{line} ." for line in staged.lines(name)]) for name in staged.graphs())

    def publish(self) -> int:
        """What is written is to be seen at once; gives 0."""
        return 0

    def close(self) -> None:
        """Let the store go; harmless when done already."""
        super().close()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def graph_lines(self, graph_iri: str) -> Lines | None:
        """The triples of a graph as N-Triples lines without the final dot; None if there is no such graph."""
        lines = _lines(self._triples(check_iri(graph_iri).value))
        return lines if lines or self.has_graph(graph_iri) else None

    def _graphs_lines(self, graphs: list[str]) -> dict[str, Lines]:
        """The triples of those of the graphs that there are."""
        if not self.dialect.streams:
            found = ((graph, self.graph_lines(graph)) for graph in graphs)
            return {graph: lines for graph, lines in found if lines is not None}
        triples: dict[str, list[ox.Triple]] = {}
        for part in _portions(graphs, _GRAPHS):
            names = " ".join(f"<{check_iri(graph).value}>" for graph in part)
            for row in self._table(_OF_GRAPHS.format(names)).solutions():
                triple = ox.Triple(row["s"], row["p"], row["o"])
                triples.setdefault(row["g"].value, []).append(triple)
        return {graph: _lines(found) for graph, found in triples.items()}

    def _said_elsewhere(self, lines: set[str], graphs: Set[str]) -> set[str]:
        """Which of some triples a named graph other than those given holds.

        Asked by subject and compared here, so that it does not depend on how a server compares literals.
        """
        subjects = sorted({subject for line in lines if (subject := line.partition(" ")[0]).startswith("<")})
        said: set[str] = set()
        for part in _portions(subjects, _SUBJECTS):
            rows = self._table(_OF_SUBJECTS.format(" ".join(part), self._filter(*graphs))).solutions()
            said |= lines & _lines(ox.Triple(row["s"], row["p"], row["o"]) for row in rows)
        return said

    def _apply(self, plan: Plan) -> None:
        updates = list(to_updates(plan, self.dialect))
        # A repetition of the whole plan changes nothing more, so each of its requests may be repeated.
        several = len(updates) > 1 or not self.dialect.atomic
        if several and self._folder:
            self._folder.begin()
        for text in updates:
            self._send(text)
        if several and self._folder:
            self._folder.end()

    def _send(self, text: str, *, repeatable: bool = True) -> None:
        prepared = for_update(text, self.dialect)
        call = Call(self.address.update, prepared.text.encode(), UPDATE, repeatable=repeatable)
        self._endpoint.call(call).read_all()

    def _put(self, graph: str, body: bytes, *, replace: bool) -> None:
        from urllib.parse import urlencode

        mark = "&" if "?" in self.address.data else "?"
        named = urlencode({"graph": graph}) if graph else "default"
        method = "PUT" if replace else "POST"
        call = Call(
            f"{self.address.data}{mark}{named}", body, "application/n-triples", method=method, repeatable=replace
        )
        self._endpoint.call(call).read_all()

    def _update_fault(self, text: str, refused: QueryError, base_iri: str | None) -> QueryError:
        if network_word(text):
            return refused
        try:
            ox.Store().update(text, base_iri=base_iri, prefixes=self._prefixes)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            return query_error(error, text)
        return refused


def _lines(triples: Iterable[ox.Triple]) -> Lines:
    """Triples in the form in which our engine keeps them, so that a server's own forms of values make no difference."""
    return stored_lines(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)


def _rewrite_blank(plan: Plan, new: Mapping[str, Lines], old: Mapping[str, Lines]) -> bool:
    """Drop graphs that hold blank nodes and write them anew: no update can name what has no name. Such nodes come from
    foreign data only. True if there are any; the default graph has to be merged anew then."""
    blank = [graph for graph in sorted(plan.removed) if any(map(_is_blank, old.get(graph, ())))]
    for graph in blank:
        plan.dropped.append(graph)
        plan.added[graph] = set(new[graph])
    plan.dropped = sorted(set(plan.dropped))
    plan.default_removed = {line for line in plan.default_removed if not _is_blank(line)}
    plan.added = {graph: lines for graph, lines in plan.added.items() if lines}
    return bool(blank)


def _is_blank(line: str) -> bool:
    subject, _, rest = line.partition(" ")
    return subject.startswith("_:") or rest.partition(" ")[2].startswith("_:")


def _portions(items: list[str], size: int) -> Iterator[list[str]]:
    source = iter(items)
    while part := list(islice(source, size)):
        yield part
