"""Writing a store over pyoxigraph, whole named graphs in one transaction.

The engine has no transaction object, but one update is one transaction: `replace_many` therefore works out what really
changes and says it in a single update text.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from kg.errors import NotFoundError, QueryError, StoreError
from kg.store.base import Change, Store
from kg.store.engine import batches, fill, open_database, parse_lines
from kg.store.failures import telling
from kg.store.folder import StoreFolder
from kg.store.loading import Staging
from kg.store.merge import (
    Lines,
    Plan,
    check_iri,
    dump_lines,
    plan_changes,
    read_lines,
    to_graph_update,
    to_update,
)
from kg.store.results import query_error
from kg.store.view import OxigraphView

MERGE_ANEW = """
DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } ;
INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }
"""


class OxigraphStore(OxigraphView):
    """A store that is read and written, by one process at a time. Made by `open_store`; in memory without a folder."""

    def __init__(
        self, folder: StoreFolder | None = None, *, prefixes: Mapping[str, str] | None = None, handle: int | None = None
    ) -> None:
        super().__init__(open_database(folder.database if folder else None), prefixes=prefixes)
        self._folder = folder
        self._handle = handle
        self._written = bool(folder and folder.unpublished)

    @property
    def revision(self) -> int:
        """The revision of the newest snapshot; 0 for a store in memory."""
        return self._folder.describe().revision if self._folder else 0

    def writer(self) -> TransactionWriter:
        """A transaction over whole graphs: `with store.writer() as writer: writer.replace(…)`."""
        return TransactionWriter(self)

    def replace(self, graph_iri: str, nquad_lines: Iterable[str]) -> Change:
        """Make one graph hold just these quads; see `replace_many`."""
        return self.replace_many({graph_iri: nquad_lines})

    def delete(self, graph_iri: str) -> Change:
        """Remove a graph and all that only it says; NotFoundError if there is none."""
        if not self.inner.contains_named_graph(check_iri(graph_iri)):
            raise NotFoundError(f"the store has no graph <{graph_iri}>")
        return self.replace_many({graph_iri: ()})

    def replace_many(self, contents: Mapping[str, Iterable[str]]) -> Change:
        """Make each graph hold just the quads given for it, all in one transaction; no quads remove the graph.

        Only quads that change are touched, and the default graph stays the merge: a triple leaves it only if no other
        graph still says it. What is there already is not written again.

        Raises:
            StoreError: A line is not N-Quads or names another graph; nothing is changed then.
        """
        new = {graph: read_lines(graph, lines) for graph, lines in contents.items()}
        old = {graph: lines for graph in new if (lines := self.graph_lines(graph)) is not None}
        plan = plan_changes(new, old, self._said_elsewhere)
        if plan:
            self._apply(plan)
        return Change(
            added=sum(map(len, plan.added.values())),
            removed=sum(map(len, plan.removed.values())),
            graphs=len(plan.added.keys() | plan.removed.keys() | set(plan.dropped)),
        )

    def replace_all(
        self, contents: Iterable[tuple[str, Iterable[str]]], *, together: Mapping[str, Iterable[str]] | None = None
    ) -> Change:
        """Make each graph hold just the quads given for it, in transactions of a bounded number of lines.

        Right for many graphs: each of them is old or new as a whole at any moment, all of them are new at the end. An
        empty store is filled in bulk.

        Args:
            contents: Graphs with their lines; taken one by one.
            together: Graphs that go into the first transaction, whatever their size.
        """
        first = dict(together or {})
        if self.is_empty:
            return self._fill(chain(first.items(), contents))
        total = Change()
        for batch in batches(first, contents):
            total += self.replace_many(batch)
        return total

    def update(self, text: str, *, base_iri: str | None = None, prefixes: Mapping[str, str] | None = None) -> None:
        """Run a SPARQL update as one transaction; it changes just what it says, the default graph included.

        Raises:
            QueryError: The text is malformed or fails; nothing is changed then.
        """
        self._before_write()
        try:
            self.inner.update(text, base_iri=base_iri, prefixes=self._prefixes if prefixes is None else dict(prefixes))
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise query_error(error, text) from error

    def load_graph(
        self, graph_iri: str, document: bytes, media_type: str, *, base_iri: str | None = None, replace: bool = False
    ) -> bool:
        """Put an RDF document into one graph ("" is the default graph) and nowhere else; True if the graph is new.

        Raises:
            StoreError: No RDF format has the media type.
            QueryError: The document is malformed; nothing is changed then.
        """
        form = ox.RdfFormat.from_media_type(media_type)
        if form is None:
            raise StoreError(f"no RDF format has the media type {media_type!r}")
        if graph_iri:
            check_iri(graph_iri)
        try:
            quads = list(ox.parse(document, form, base_iri=base_iri, without_named_graphs=True))
        except SyntaxError as error:
            raise QueryError(f"malformed {form.name}: {error.msg}", line=error.lineno, column=error.offset) from error
        new = bool(graph_iri) and not self.inner.contains_named_graph(ox.NamedNode(graph_iri))
        text = to_graph_update(graph_iri, (str(quad.triple) for quad in quads), replace=replace)
        if text:
            self.update(text)
        return new

    def drop_graph(self, graph_iri: str) -> None:
        """Remove one graph ("" empties the default graph) and nothing else; NotFoundError if there is none."""
        if graph_iri and not self.inner.contains_named_graph(check_iri(graph_iri)):
            raise NotFoundError(f"the store has no graph <{graph_iri}>")
        self.update(f"DROP GRAPH <{graph_iri}>" if graph_iri else "DROP DEFAULT")

    def merge_anew(self) -> None:
        """Make the default graph the merge of the named graphs, whatever it holds, in one transaction."""
        self.update(MERGE_ANEW)

    @property
    def is_empty(self) -> bool:
        """Whether the store holds nothing at all."""
        return not len(self.inner) and not self.graphs()

    @contextmanager
    def staging(self) -> Iterator[Staging]:
        """A database beside this one to read files into; it is removed at the end, unless it was adopted."""
        if self._folder is None:
            yield Staging(open_database(None))
            return
        # A name of its own each time: the engine lets go of a database only when nothing points to it any more.
        pending = Path(tempfile.mkdtemp(prefix=f"{self._folder.pending_database.name}-", dir=self._folder.path))
        staged = Staging(open_database(pending), pending)
        try:
            yield staged
        finally:
            staged.close()
            shutil.rmtree(pending, ignore_errors=True)

    def adopt(self, staged: Staging) -> None:
        """Take a staged database in place of this store's, which must be empty."""
        if not self.is_empty:
            raise StoreError("only an empty store can take over what was staged: use a new one")
        if self._folder is None or staged.path is None:
            self._inner = staged.inner
            return
        with telling("cannot write the database"):
            staged.inner.optimize()  # see `kg.store.engine.fill`
            staged.inner.flush()
        staged.close()
        self._swap_database(self._folder, staged.path)

    def bulk_load(self, lines: Iterable[str]) -> int:
        """Fill an empty store fast with N-Quads lines, the default graph as their merge; gives the number of quads.

        Right for a first build or a dump. The database is made beside the store and put in its place when it is whole:
        a kill leaves the empty store.

        Raises:
            StoreError: The store is not empty, or a line is not N-Quads.
        """
        if not self.is_empty:
            raise StoreError("only an empty store can be loaded in bulk: use a new one")
        if self._folder is None:
            try:
                return fill(self.inner, lines)
            except BaseException:
                self.inner.clear()
                raise
        pending = self._folder.pending_database
        shutil.rmtree(pending, ignore_errors=True)
        try:
            total = fill(open_database(pending), lines)
            self._swap_database(self._folder, pending)
        finally:
            shutil.rmtree(pending, ignore_errors=True)
        return total

    def publish(self) -> int:
        """Make what is written so far visible to readers, unless nothing is new; gives the revision."""
        if self._folder is None:
            return 0
        if self._written or not self.revision:
            self._folder.publish(self._backup)
            self._written = False
        return self.revision

    def snapshot(self, folder: Path | None = None) -> Path:
        """A copy of the database by hard links in a new folder: a temporary one, the caller's to remove, if None."""
        if self._folder is None:
            raise StoreError("a store in memory has no snapshots: open one in a folder")
        target = folder or Path(tempfile.mkdtemp(prefix="snapshot-", dir=self._folder.path)) / "database"
        self._backup(target)
        return target

    def close(self) -> None:
        """Publish what is new and let the store go; harmless when done already."""
        if self._inner is None:
            return
        try:
            self.publish()
        finally:
            super().close()
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def _backup(self, target: Path) -> None:
        with telling(f"cannot make a snapshot in {target}"):
            self.inner.backup(target)

    def _fill(self, contents: Iterable[tuple[str, Iterable[str]]]) -> Change:
        """Fill the store, which is empty, in bulk."""
        seen: set[str] = set()

        def lines() -> Iterator[str]:
            for graph, given in contents:
                for line in read_lines(graph, given):
                    seen.add(graph)
                    yield f"{line} <{graph}> ."

        added = self.bulk_load(lines())
        return Change(added=added, graphs=len(seen))

    def _swap_database(self, folder: StoreFolder, pending: Path) -> None:
        self._before_write()
        self._inner = None
        # By renaming, as a database that is removed in part does not open. Between the two there is none, which is as
        # good as the empty one.
        replaced = folder.pending_database.with_suffix(".replaced")
        shutil.rmtree(replaced, ignore_errors=True)
        with telling(f"cannot write to the store {folder.path}"):
            folder.database.rename(replaced)
            pending.rename(folder.database)
        shutil.rmtree(replaced, ignore_errors=True)
        self._inner = open_database(folder.database)

    def _before_write(self) -> None:
        if self._folder and not self._written:
            self._folder.mark_unpublished()
        self._written = True

    def graph_lines(self, graph_iri: str) -> Lines | None:
        """The triples of a graph as N-Triples lines without the final dot; None if there is no such graph."""
        graph = check_iri(graph_iri)
        if not self.inner.contains_named_graph(graph):
            return None
        return dump_lines(self.inner, graph)

    def _said_elsewhere(self, lines: set[str], graphs: Set[str]) -> set[str]:
        """Which of some triples a named graph other than those given holds."""
        ignored = {check_iri(graph) for graph in graphs} | {ox.DefaultGraph()}
        inner = self.inner
        return {
            line
            for line, quad in parse_lines(lines)
            if any(
                found.graph_name not in ignored
                for found in inner.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            )
        }

    def _apply(self, plan: Plan) -> None:
        self._before_write()
        leftovers = _take_blank_nodes(plan)
        text = to_update(plan)
        with telling(f"cannot write to the store {self._folder.path if self._folder else 'in memory'}"):
            if text:
                self.inner.update(text)
            for quad in leftovers:
                self.inner.remove(quad)


class TransactionWriter:
    """Collects changes of whole graphs and makes them in one transaction when the `with` block ends well."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._contents: dict[str, Iterable[str]] = {}
        self.change = Change()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        contents, self._contents = self._contents, {}
        if kind is None and contents:
            self.change = self._store.replace_many(contents)

    def replace(self, graph_iri: str, nquad_lines: Iterable[str]) -> None:
        """Make the graph hold just these quads."""
        self._contents[graph_iri] = tuple(nquad_lines)

    def delete(self, graph_iri: str) -> None:
        """Remove the graph and all that only it says."""
        self._contents[graph_iri] = ()


def _take_blank_nodes(plan: Plan) -> list[ox.Quad]:
    """Take the removals that name blank nodes out of the plan: no update can say them, so they go one by one.

    They come from SPARQL updates or foreign dumps only; what is built has none.
    """
    leftovers: list[ox.Quad] = []
    for graph, lines in [*plan.removed.items(), ("", plan.default_removed)]:
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        for line, quad in parse_lines([line for line in lines if "_:" in line]):
            if any(isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object)):
                lines.discard(line)
                leftovers.append(ox.Quad(quad.subject, quad.predicate, quad.object, name))
    return leftovers
