"""Whole datasets in and out of a store: dumps, loads, backups.

A load replaces named graphs as wholes. What it brings belongs to the user: builds neither change nor remove it
(`kg.graphs`), and a graph that a build has made is not loaded over.
"""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from kg.config import Settings
from kg.errors import StoreError
from kg.export import export_graph
from kg.rdf.shapes import Violation, validate
from kg.store import Store, loaded_graph, open_store
from kg.store.backups import Backup, restore_backup, write_backup
from kg.store.extractions import FILE_NAME, SHARED_PATHS, ExtractionCache
from kg.store.loading import Staging

__all__ = ["Backup", "LoadReport", "backup_store", "dump_store", "load_files", "restore_store"]


@dataclass(slots=True)
class LoadReport:
    """What a load did; nothing that was left out is missing here.

    Attributes:
        graphs: Named graphs that the files hold.
        quads: Quads of those graphs.
        changed: Graphs of the store that were written.
        joined: Graphs that all articles share, which were added to what is there; new name by name, if it differs.
        kept: Graphs that builds have made here, which were left as they are.
        violations: Where the dataset breaks the shapes of the ontology; nothing is loaded then.
    """

    graphs: int = 0
    quads: int = 0
    changed: int = 0
    joined: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)


def dump_store(settings: Settings, output: Path | None = None) -> None:
    """Write the whole dataset as N-Quads sorted by their bytes: to a file (`.gz` compresses it), else to stdout.

    The same dataset gives the same bytes. A file appears under its name only once it is complete.
    """
    with open_store(settings.target, read_only=True) as view, _output(output) as stream:
        export_graph(view, stream, format="nquads", sort=True)


def load_files(
    files: Sequence[Path],
    settings: Settings,
    *,
    graph: str | None = None,
    check: bool = False,
    keep_built: bool = False,
) -> LoadReport:
    """Load RDF files into the store of the settings, which is made if it is missing. The files are one dataset.

    Named graphs are replaced as wholes, apart from those that all articles share (entities, links, ontology): they are
    added to what is there. Nothing is stored unless all files can be.

    Args:
        files: N-Quads, TriG, Turtle, N-Triples, RDF/XML or JSON-LD, by extension; `.gz` is unpacked.
        graph: The graph for triples in no graph that no named graph of the files holds.
        check: Load nothing if what is loaded breaks the shapes of the ontology.
        keep_built: Leave out graphs that a build has made here with other contents, instead of failing.

    Raises:
        ReadError: A file cannot be read: the message names it and the line.
        StoreError: Triples have no graph; or a graph belongs to a build.
    """
    report = LoadReport()
    with open_store(settings.target, base_iri=settings.base_iri) as store, store.staging() as staged:
        staged.read(files, graph=graph)
        names = staged.graphs()
        report.graphs, report.quads = len(names), staged.quads
        load = _Load(store, staged, settings, report)
        if check:
            report.violations = load.violations(names)
        if not report.violations:
            load.run(names, keep_built=keep_built)
    return report


def backup_store(settings: Settings, target: Path) -> Backup:
    """Copy the store into the new folder `target`, also while it is served or built."""
    _refuse_remote(settings, "backed up")
    return write_backup(settings.store, target)


def restore_store(backup: Path, settings: Settings, *, force: bool = False) -> Backup:
    """Make the store of the settings from a backup."""
    _refuse_remote(settings, "restored")
    return restore_backup(backup, settings.store, force=force)


def _refuse_remote(settings: Settings, what: str) -> None:
    """A backup holds database files, which a remote store keeps to itself."""
    if settings.endpoint:
        raise StoreError(f"a remote store is {what} by its own server: kg dump and kg load move its contents")


@dataclass(slots=True)
class _Load:
    """One load into an open store."""

    store: Store
    staged: Staging
    settings: Settings
    report: LoadReport

    def run(self, names: Sequence[str], *, keep_built: bool) -> None:
        if self.store.is_empty:
            self.store.adopt(self.staged)
            self.report.changed = len(names)
            return
        built = self._built()
        shared = {name for path in SHARED_PATHS for name in self._shared_names(path)}
        own = [name for name in names if name not in shared]
        changed = [name for name in own if name in built and self._differs(name)]
        if changed and not keep_built:
            raise StoreError(
                f"{len(changed)} graphs are made by builds of this store and would not last, one is <{changed[0]}>: "
                "load into another store, or leave them out with --keep-built"
            )
        self.report.kept = changed
        mine = ((name, self._lines(name)) for name in own if name not in built)
        joined = self._joined([name for name in names if name in shared], built)
        self.report.changed = self.store.replace_all(mine, together=joined).graphs

    def violations(self, names: Sequence[str]) -> list[Violation]:
        """Where subjects of the files break the shapes, in the dataset as it will be."""
        rest = [name for name in self.store.graphs() if name not in names]
        lines = {*self.staged.lines(""), *(line for name in rest for line in self.store.graph_lines(name) or ())}
        text = "".join(f"{line} .\n" for line in sorted(lines))
        subjects = {line.partition(" ")[0].strip("<>") for line in self.staged.lines("")}
        found = validate(text, self.settings.ontology_dir / "shapes.ttl")
        return [violation for violation in found if violation.focus in subjects]

    def _built(self) -> set[str]:
        """The graphs of the store that builds have made."""
        if not (self.settings.store / FILE_NAME).exists():
            return set()
        with ExtractionCache(self.settings.store) as cache:
            return {f"{self.settings.base_iri}{path}" for path in cache.built()}

    def _shared_names(self, path: str) -> tuple[str, str]:
        name = f"{self.settings.base_iri}{path}"
        return name, loaded_graph(name)

    def _differs(self, name: str) -> bool:
        return self.staged.lines(name) != self.store.graph_lines(name)

    def _lines(self, name: str) -> Iterable[str]:
        return (f"{line} ." for line in self.staged.lines(name))

    def _joined(self, names: Sequence[str], built: set[str]) -> dict[str, list[str]]:
        """Shared graphs with what the store has of them already; under another name where builds write."""
        found: dict[str, set[str]] = {}
        for name in names:
            target = loaded_graph(name) if name in built else name
            lines = self.staged.lines(name)
            if name in built and lines <= (self.store.graph_lines(name) or frozenset()):
                continue
            found.setdefault(target, set(self.store.graph_lines(target) or ())).update(lines)
            self.report.joined[name] = target
        return {name: [f"{line} ." for line in sorted(lines)] for name, lines in sorted(found.items())}


@contextmanager
def _output(path: Path | None) -> Iterator[IO[bytes]]:
    """The stream to write a dump to."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("wb") as stream:
            if path.suffix == ".gz":
                # No name and no time, so that the same dataset gives the same bytes.
                packed = gzip.GzipFile("", "wb", fileobj=stream, mtime=0)
                with packed, io.BufferedWriter(cast("io.RawIOBase", packed), 1 << 20) as buffered:
                    yield cast("IO[bytes]", buffered)
            else:
                yield stream
        partial.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot write: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
