"""The extractions kept beside a store, so that a better linker or ontology re-maps it without the language model.

One SQLite file, `extractions.sqlite` in the store's folder: an article's extraction under its id, with the key that it
was made by (a digest of text, extractor version, model and settings), and with the digest of the graph that the store
holds of it. Beside them stands which graphs builds have made, so that a build never takes away what came another way.
Commits are durable, so that a build that is killed resumes where it stood.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Any

from kg.errors import StoreError
from kg.model.extraction import Extraction, Maker
from kg.rdf.iris import article_iri, graph_iri

log = logging.getLogger(__name__)

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
CREATE TABLE IF NOT EXISTS poison (article TEXT PRIMARY KEY, key TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stamp (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS built (graph TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signature (
    article TEXT PRIMARY KEY, key TEXT NOT NULL, maker TEXT NOT NULL, value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS older (article TEXT PRIMARY KEY, newer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy (article TEXT PRIMARY KEY, first TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gone (article TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# Version of the tables, kept in the file. 1: with the table of built graphs.
TABLES = 1
# The articles of which no newer version counts.
NEWEST = "article NOT IN (SELECT article FROM older)"
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
        return int(self._rows(f"SELECT count(*) FROM extraction WHERE {NEWEST}")[0][0])

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
            db.execute("DELETE FROM gone WHERE article = ?", (extraction.article.id,))

    def maker(self, article_id: str) -> Maker | None:
        """What made the extraction of that article, if there is one."""
        rows = self._rows("SELECT maker FROM extraction WHERE article = ?", (article_id,))
        return Maker(*json.loads(rows[0][0])) if rows else None

    def makers(self) -> dict[str, Maker]:
        """What made the extraction of each article, by its id; older versions too."""
        rows = self._rows("SELECT article, maker FROM extraction")
        return {str(article): Maker(*json.loads(maker)) for article, maker in rows}

    def sources(self) -> list[str]:
        """The sources that articles were read from, sorted."""
        return [str(row[0]) for row in self._rows("SELECT DISTINCT source FROM extraction ORDER BY source")]

    def put_aside(self, article_id: str, key: str, reason: str) -> None:
        """Note that an article cannot be extracted as it is now, whatever else can."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO poison (article, key, reason) VALUES (?, ?, ?)", (article_id, key, reason)
            )

    def aside(self, article_id: str, key: str) -> str | None:
        """Why that article is not to be tried again with that key; None if it may be."""
        rows = self._rows("SELECT reason FROM poison WHERE article = ? AND key = ?", (article_id, key))
        return str(rows[0][0]) if rows else None

    def stamps(self) -> dict[str, str]:
        """What the stages after extraction were last done with, by name."""
        return {str(name): str(value) for name, value in self._rows("SELECT name, value FROM stamp")}

    def set_stamps(self, stamps: Mapping[str, str]) -> None:
        """Note what the stages after extraction were done with."""
        with self._transaction() as db:
            db.execute("DELETE FROM stamp")
            db.executemany("INSERT INTO stamp (name, value) VALUES (?, ?)", sorted(stamps.items()))

    def forget_graphs(self) -> None:
        """Note of no graph that the store holds it: all are written anew."""
        with self._transaction() as db:
            db.execute("UPDATE extraction SET graph = ''")

    def remove(self, article_id: str) -> bool:
        """Forget an article, all but that it was there; False if it was not."""
        with self._transaction() as db:
            removed = db.execute("DELETE FROM extraction WHERE article = ?", (article_id,)).rowcount > 0
            if removed:
                db.execute("INSERT OR IGNORE INTO gone (article) VALUES (?)", (article_id,))
            return removed

    def ids(self) -> list[str]:
        """The ids of all articles, sorted; without those of which a newer version counts."""
        return [str(row[0]) for row in self._rows(f"SELECT article FROM extraction WHERE {NEWEST} ORDER BY article")]

    def unsigned(self, maker: str) -> list[str]:
        """The ids of the articles whose signature is missing, of an earlier text, or of another maker, sorted."""
        query = (
            "SELECT article FROM extraction WHERE NOT EXISTS (SELECT 1 FROM signature WHERE signature.article = "
            "extraction.article AND signature.key = extraction.key AND signature.maker = ?) ORDER BY article"
        )
        return [str(row[0]) for row in self._rows(query, (maker,))]

    def sign(self, signatures: Mapping[str, bytes], maker: str) -> None:
        """Keep the signatures of articles, by their ids, as their texts are now."""
        with self._transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO signature (article, key, maker, value) "
                "SELECT article, key, ?, ? FROM extraction WHERE article = ?",
                [(maker, value, article_id) for article_id, value in signatures.items()],
            )

    def signatures(self) -> Iterator[bytes]:
        """The signatures of all articles, older versions too."""
        query = "SELECT value FROM signature JOIN extraction USING (article) ORDER BY article"
        return (bytes(value) for (value,) in self._rows(query))

    def settle(self, older: Mapping[str, str], copies: Mapping[str, str]) -> None:
        """Note which articles stand for others, in place of what was noted before.

        Args:
            older: By the id of an article of which a newer version counts, the id of that.
            copies: By the id of a syndicated copy, the id of the first of the articles with these words.
        """
        with self._transaction() as db:
            db.execute("DELETE FROM older")
            db.execute("DELETE FROM copy")
            db.executemany("INSERT INTO older (article, newer) VALUES (?, ?)", sorted(older.items()))
            db.executemany("INSERT INTO copy (article, first) VALUES (?, ?)", sorted(copies.items()))
            # Whichever comes back later is written anew.
            db.execute("UPDATE extraction SET graph = '' WHERE article IN (SELECT article FROM older)")

    def older(self) -> dict[str, str]:
        """By the id of an article of which a newer version counts, the id of that."""
        return {str(article): str(newer) for article, newer in self._rows("SELECT article, newer FROM older")}

    def copies(self) -> dict[str, str]:
        """By the id of a syndicated copy, the id of the first of the articles with these words."""
        return {str(article): str(first) for article, first in self._rows("SELECT article, first FROM copy")}

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


def kept_extraction(folder: Path, article_id: str) -> Extraction | None:
    """The extraction kept beside a store, for who only reads; None also where nothing can be read."""
    rows = _peek(folder, "SELECT body FROM extraction WHERE article = ?", article_id)
    return _unpack(rows[0][0]) if rows else None


def was_removed(folder: Path, article_id: str) -> bool:
    """Whether the store had an article of that id and it was removed."""
    return bool(_peek(folder, "SELECT 1 FROM gone WHERE article = ?", article_id))


def _peek(folder: Path, query: str, value: str) -> list[tuple[Any, ...]]:
    path = folder / FILE_NAME
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return db.execute(query, (value,)).fetchall()
    except sqlite3.Error as error:
        log.warning("%s: cannot read the extractions: %s", path, error)
        return []


def _pack(extraction: Extraction) -> bytes:
    return zlib.compress(
        json.dumps(extraction.to_json(), ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    )


def _unpack(body: bytes) -> Extraction:
    return Extraction.from_json(json.loads(zlib.decompress(body).decode("utf-8", "surrogatepass")))
