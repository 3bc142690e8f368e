"""The extractions kept beside a store, so that a better linker or ontology re-maps it without the language model.

One SQLite file, `extractions.sqlite` in the store's folder: an article's extraction under its id, with the key that it
was made by (a digest of text, extractor version, model and settings), and with the digest of the graph that the store
holds of it. Beside them stands which graphs builds have made, so that a build never takes away what came another way.
Commits are durable, so that a build that is killed resumes where it stood.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Any

from kg.errors import StoreError
from kg.model.extraction import Extraction, Maker
from kg.rdf.iris import article_iri, graph_iri

FILE_NAME = "extractions.sqlite"

SCHEMA = """
CREATE TABLE IF NOT EXISTS extraction (
    article TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    maker TEXT NOT NULL,
    source TEXT NOT NULL,
    body BLOB NOT NULL,
    graph TEXT NOT NULL DEFAULT '',
    iris TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS extraction_source ON extraction (source);
CREATE TABLE IF NOT EXISTS replaced (old TEXT PRIMARY KEY, new TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS built (graph TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# Version of the tables, kept in the file. 1: with the table of built graphs.
TABLES = 1
# The graphs that all articles have a part in, below the base IRI.
SHARED_PATHS = tuple(str(graph_iri("", name)) for name in ("entities", "links", "ontology"))


class ExtractionCache:
    """The extractions of one store. Iteration is in the order of article ids.

    Args:
        folder: The store's folder; None keeps them in memory.
    """

    def __init__(self, folder: Path | None) -> None:
        self.path = ":memory:" if folder is None else str(folder / FILE_NAME)
        try:
            self._db = sqlite3.connect(self.path)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.executescript(SCHEMA)
            self._upgrade()
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: cannot open the extractions: {error}") from error

    def _upgrade(self) -> None:
        """Fill in what a file of an older version lacks."""
        if self._db.execute("PRAGMA user_version").fetchone()[0] >= TABLES:
            return
        rows = self._db.execute("SELECT article FROM extraction WHERE graph != ''").fetchall()
        with self._db:
            self._db.executemany(
                "INSERT OR IGNORE INTO built (graph) VALUES (?)",
                [(path,) for path in (*(article_iri("", article) for (article,) in rows), *SHARED_PATHS) if rows],
            )
            self._db.execute(f"PRAGMA user_version = {TABLES}")

    def __enter__(self) -> ExtractionCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; committed extractions stay."""
        self._db.close()

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM extraction")[0][0])

    def get(self, article_id: str) -> Extraction | None:
        """The extraction of that article, if there is one."""
        rows = self._rows("SELECT body FROM extraction WHERE article = ?", (article_id,))
        return _unpack(rows[0][0]) if rows else None

    def key(self, article_id: str) -> str | None:
        """The key that the extraction of that article was made by, if there is one."""
        rows = self._rows("SELECT key FROM extraction WHERE article = ?", (article_id,))
        return str(rows[0][0]) if rows else None

    def put(self, extraction: Extraction, key: str, maker: Maker) -> None:
        """Keep an extraction, in place of an older one of the same article."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO extraction (article, key, maker, source, body) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (article) DO UPDATE SET key = excluded.key, maker = excluded.maker, "
                "source = excluded.source, body = excluded.body, graph = ''",
                (extraction.article.id, key, json.dumps(astuple(maker)), extraction.article.source, _pack(extraction)),
            )

    def maker(self, article_id: str) -> Maker | None:
        """What made the extraction of that article, if there is one."""
        rows = self._rows("SELECT maker FROM extraction WHERE article = ?", (article_id,))
        return Maker(*json.loads(rows[0][0])) if rows else None

    def remove(self, article_id: str) -> bool:
        """Forget an article; False if it was not there."""
        with self._transaction() as db:
            return db.execute("DELETE FROM extraction WHERE article = ?", (article_id,)).rowcount > 0

    def ids(self) -> list[str]:
        """The ids of all articles, sorted."""
        return [str(row[0]) for row in self._rows("SELECT article FROM extraction ORDER BY article")]

    def ids_from(self, source: str) -> list[str]:
        """The ids of the articles that were read from that source, sorted."""
        query = "SELECT article FROM extraction WHERE source = ? ORDER BY article"
        return [str(row[0]) for row in self._rows(query, (source,))]

    def __iter__(self) -> Iterator[Extraction]:
        for article_id in self.ids():
            extraction = self.get(article_id)
            if extraction is not None:
                yield extraction

    def graph_digests(self) -> dict[str, str]:
        """By article id, the digest of the graph that the store was given last; empty where it has none yet."""
        return {str(article): str(graph) for article, graph in self._rows("SELECT article, graph FROM extraction")}

    def iris(self) -> dict[str, dict[str, str]]:
        """By article id, the IRIs of its entities in the graph that the store was given last."""
        return {str(article): json.loads(iris) for article, iris in self._rows("SELECT article, iris FROM extraction")}

    def set_graphs(self, graphs: Mapping[str, tuple[str, Mapping[str, str]]]) -> None:
        """Note which graphs the store now holds: by article id, the digest and the IRIs of the entities."""
        rows = [(digest, json.dumps(iris, sort_keys=True), article) for article, (digest, iris) in graphs.items()]
        with self._transaction() as db:
            db.executemany("UPDATE extraction SET graph = ?, iris = ? WHERE article = ?", rows)

    def note_replaced(self, iris: Mapping[str, str]) -> None:
        """Note that an IRI was given up for another: new IRI by old IRI."""
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO replaced (old, new) VALUES (?, ?)", list(iris.items()))

    def replaced(self) -> dict[str, str]:
        """The IRIs that were given up for others: new IRI by old IRI."""
        return {str(old): str(new) for old, new in self._rows("SELECT old, new FROM replaced ORDER BY old")}

    def built(self) -> set[str]:
        """The graphs that builds have made, as what follows the base IRI in their IRIs."""
        return {str(graph) for (graph,) in self._rows("SELECT graph FROM built")}

    def note_built(self, graphs: Iterable[str]) -> None:
        """Note graphs as made by a build, before they are written: whatever a kill leaves then has an owner."""
        with self._transaction() as db:
            db.executemany("INSERT OR IGNORE INTO built (graph) VALUES (?)", [(graph,) for graph in graphs])

    def forget_built(self, graphs: Iterable[str]) -> None:
        """Note that graphs are no longer a build's, after they were removed."""
        with self._transaction() as db:
            db.executemany("DELETE FROM built WHERE graph = ?", [(graph,) for graph in graphs])

    def _rows(self, query: str, values: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: cannot read the extractions: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable change; StoreError if it cannot be written (the disk is full), and nothing is changed then."""
        try:
            with self._db:
                yield self._db
        except sqlite3.Error as error:
            raise StoreError(
                f"{self.path}: cannot write the extractions ({error}): what was written before is kept"
            ) from error


def _pack(extraction: Extraction) -> bytes:
    return zlib.compress(
        json.dumps(extraction.to_json(), ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    )


def _unpack(body: bytes) -> Extraction:
    return Extraction.from_json(json.loads(zlib.decompress(body).decode("utf-8", "surrogatepass")))
