"""The index behind the search box: names, headlines and the words of statements, in a private SQLite database.

It is built from the newest snapshot by a thread of its own when it is first asked for, and again after a new revision;
until then the older one answers. The database is SQLite's own temporary file: it is gone with the connection.
"""

from __future__ import annotations

import csv
import io
import logging
import re
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.errors import KgError
from kg.web.service import Service
from kg.web.wire import Request

log = logging.getLogger(__name__)

# More statements than this are not indexed; the page says so.
MOST_ROWS = 500_000
# What a failed build waits before the next.
_RETRY = 30.0
_MARKS = ("\x02", "\x03")
_WORD = re.compile(r"\w+", re.UNICODE)
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_MOST_WORDS = 12
NAMES = ("person", "country", "organization", "policy", "article")

_QUERIES = (
    (
        "names",
        """SELECT ?thing ?kind ?name ?other ?n WHERE {
  VALUES (?class ?kind) {
    (ng:Person "person") (ng:Country "country") (ng:Organization "organization") (ng:Policy "policy") }
  ?thing a ?class ; rdfs:label ?name .
  OPTIONAL { SELECT ?thing (GROUP_CONCAT(?alt; separator=" | ") AS ?other) {
    ?thing skos:altLabel ?alt } GROUP BY ?thing }
  OPTIONAL { SELECT ?thing (COUNT(*) AS ?n) {
    ?fact ng:speaker|ng:participant|ng:actor|ng:target|ng:about ?thing } GROUP BY ?thing }
}""",
    ),
    (
        "names",
        """SELECT ?thing ?kind ?name ?other ?n WHERE {
  ?thing a ng:Article ; schema:headline ?name . OPTIONAL { ?thing schema:publisher ?other }
  BIND("article" AS ?kind) BIND(0 AS ?n)
}""",
    ),
    (
        "words",
        f"""SELECT ?thing ?speaker ?text WHERE {{
  ?thing a ng:Statement ; ng:text ?text .
  OPTIONAL {{ ?thing ng:speaker/rdfs:label ?named }} OPTIONAL {{ ?thing ng:speakerText ?said }}
  BIND(COALESCE(?named, ?said, "") AS ?speaker)
}} LIMIT {MOST_ROWS}""",
    ),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `text` is its name or its words, in pieces of which every second one is what was asked for."""

    iri: str
    kind: str
    pieces: tuple[str, ...]
    note: str

    @property
    def name(self) -> str:
        return "".join(self.pieces)


class SearchIndex:
    """Finds things by the words of their names and of what they say. Safe to use from many threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._built = threading.Condition(self._lock)
        self._database: sqlite3.Connection | None = None
        self._using = threading.Lock()
        self.revision = 0
        self._building = False
        self._failed_at = -_RETRY

    def ready(self, wait: float) -> bool:
        """Whether there is an index to ask, if need be after some seconds; one of an older revision will do.

        Raises:
            StoreError: There is nothing to read.
        """
        newest = self._service.revision()
        with self._built:
            if self.revision != newest:
                self._start()
                self._built.wait_for(lambda: self.revision == newest or not self._building, timeout=wait)
            return self._database is not None

    def find_names(self, text: str, *, kinds: Iterable[str] = NAMES, limit: int = 10, offset: int = 0) -> list[Hit]:
        """Things with all words of the text in their names, each perhaps only begun; the best known first."""
        wanted = match_text(text, prefix=True)
        kinds = [kind for kind in kinds if kind in NAMES]
        if not wanted or not kinds:
            return []
        places = ", ".join("?" for _ in kinds)
        query = f"""SELECT thing, kind, highlight(names, 2, ?, ?), other
            FROM names WHERE names MATCH ? AND kind IN ({places})
            ORDER BY (lower(name) = lower(?)) DESC, bm25(names, 0, 0, 8, 4, 0) - ln(1 + CAST(n AS REAL))
            LIMIT ? OFFSET ?"""
        found = self._ask(query, (*_MARKS, wanted, *kinds, text.strip(), limit, offset))
        return [Hit(thing, kind, split_marks(name), other) for thing, kind, name, other in found]

    def find_statements(
        self, text: str, *, limit: int = 10, offset: int = 0, any_word: bool = False, by_name: bool = True
    ) -> list[Hit]:
        """Statements with all words of the text (or any), whatever their endings; the closest first.

        Args:
            by_name: The name of the speaker counts too.
        """
        wanted = match_text(text, any_word=any_word)
        if not wanted:
            return []
        if not by_name:
            wanted = f"text : ({wanted})"
        query = """SELECT thing, snippet(words, 2, ?, ?, '…', 40), speaker FROM words WHERE words MATCH ?
            ORDER BY bm25(words, 0, 2, 1) LIMIT ? OFFSET ?"""
        found = self._ask(query, (*_MARKS, wanted, limit, offset))
        return [Hit(thing, "statement", split_marks(words), speaker) for thing, words, speaker in found]

    def count(self, text: str, *, most: int = 10_000) -> dict[str, int]:
        """How many things of each kind `find_names` and `find_statements` have; not counted beyond `most`."""
        counts: dict[str, int] = {}
        if wanted := match_text(text, prefix=True):
            query = "SELECT kind, COUNT(*) FROM (SELECT kind FROM names WHERE names MATCH ? LIMIT ?) GROUP BY kind"
            counts |= dict(self._ask(query, (wanted, most)))
        if wanted := match_text(text):
            query = "SELECT COUNT(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
            counts["statement"] = self._ask(query, (wanted, most))[0][0]
        return counts

    def close(self) -> None:
        """Drop the database."""
        with self._using:
            if self._database:
                self._database.close()
            self._database = None

    def _ask(self, query: str, values: tuple[object, ...]) -> list[tuple]:  # type: ignore[type-arg]
        with self._using:
            return self._database.execute(query, values).fetchall() if self._database else []

    def _start(self) -> None:
        """Start a build, unless one runs or has just failed; the lock is held."""
        if self._building or time.monotonic() - self._failed_at < _RETRY:
            return
        self._building = True
        threading.Thread(target=self._build, name="search-index", daemon=True).start()

    def _build(self) -> None:
        database = None
        try:
            revision = self._service.revision()
            database = fill_database(self._read(text) for _, text in _QUERIES)
        except (KgError, sqlite3.Error, OSError) as error:
            log.warning("the search index was not built: %s", error)
        with self._using:
            if database:
                old, self._database = self._database, database
                if old:
                    old.close()
        with self._built:
            self._building = False
            if database:
                self.revision = revision
            else:
                self._failed_at = time.monotonic()
            self._built.notify_all()

    def _read(self, text: str) -> Iterator[list[str]]:
        wanted = Request("query", text=text, media_type="text/csv")
        answer = b"".join(self._service.query(wanted))
        yield from csv.reader(io.StringIO(answer.decode("utf-8"), newline=""))


def fill_database(answers: Iterable[Iterator[list[str]]]) -> sqlite3.Connection:
    """A database with the answers to the three queries of the index, each with a head line."""
    database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
    database.create_function("ln", 1, _ln, deterministic=True)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute(
        "CREATE VIRTUAL TABLE names USING fts5(thing UNINDEXED, kind UNINDEXED, name, other, n UNINDEXED, "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    database.execute(
        "CREATE VIRTUAL TABLE words USING fts5(thing UNINDEXED, speaker, text, "
        "tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    for (table, _), rows in zip(_QUERIES, answers, strict=True):
        width = len(next(rows))
        places = ", ".join("?" for _ in range(width))
        database.execute("BEGIN")
        database.executemany(f"INSERT INTO {table} VALUES ({places})", (row for row in rows if len(row) == width))
        database.execute("COMMIT")
    return database


def match_text(text: str, *, prefix: bool = False, any_word: bool = False) -> str:
    """What the engine is asked: words, and phrases in quotation marks, as FTS5 has them; "" if there is no word."""
    parts = []
    for phrase, word in _PHRASE.findall(text.replace("“", '"').replace("”", '"')):
        found = _WORD.findall(phrase or word)
        if phrase and found:
            parts.append('"' + " ".join(found) + '"')
        else:
            parts += [f'"{one}"{"*" if prefix else ""}' for one in found]
    return (" OR " if any_word else " ").join(parts[:_MOST_WORDS])


def split_marks(text: str) -> tuple[str, ...]:
    """The text in pieces; the second, fourth … are what the engine marked."""
    pieces = re.split(f"[{''.join(_MARKS)}]", text)
    return tuple(pieces)


def _ln(value: float) -> float:
    from math import log as natural

    return natural(value)
