"""Answers kept on disk, so that nothing is asked twice while it is young, and a run can be repeated without a network.

`AnswerCache` is the store, one SQLite file that several processes may share. `Source` puts it before the door: a young
answer comes from the cache, else from the service. A source that is cut off from the network never opens a socket and
takes answers of any age; what the cache lacks cannot be looked up.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import ConfigError, LinkError
from kg.net.bodies import TransientError
from kg.net.exchange import Request
from kg.net.http import Check, Door
from kg.net.pace import Clock

log = logging.getLogger(__name__)

FILE_NAME = "answers.sqlite"
VERSION = 1
# Seconds that a process waits for another one to finish writing.
BUSY = 10.0
DAY = 86400.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, fetched REAL NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer of the cache: its bytes, and when it was fetched (seconds since 1970)."""

    body: bytes = field(repr=False)
    fetched: float


class AnswerCache:
    """Answers by request, in one file of a folder that is made if need be. Threads may share it.

    A cache that cannot be read or written is no reason to fail: it is as if it lacked the answer, and is logged.

    Raises:
        ConfigError: The folder cannot be used, or the file in it is no cache of this version.
    """

    def __init__(self, folder: Path, *, wall: Clock = time.time) -> None:
        self.path = folder / FILE_NAME
        self._wall = wall
        self._lock = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(f"{self.path}: the cache cannot be opened: {error}") from error
        self._prepare()

    def _prepare(self) -> None:
        try:
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version not in (0, VERSION):
                raise sqlite3.DatabaseError(f"version {version}, not {VERSION}")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(SCHEMA)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        except sqlite3.Error as error:
            self._db.close()
            raise ConfigError(
                f"{self.path} is no cache of answers ({error}): delete it or set another cache_dir"
            ) from error

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._db.close()

    def get(self, request: Request, *, max_age: float | None = None) -> Stored | None:
        """The answer to a request if there is one, and not older than `max_age` seconds."""
        oldest = 0.0 if max_age is None else self._wall() - max_age
        query = "SELECT body, fetched FROM answers WHERE key = ? AND fetched >= ?"
        try:
            with self._lock:
                row = self._db.execute(query, (request.key, oldest)).fetchone()
            return Stored(zlib.decompress(row[0]), row[1]) if row else None
        except (sqlite3.Error, zlib.error) as error:
            log.warning("%s: cannot read an answer: %s", self.path, error)
            return None

    def put(self, request: Request, body: bytes) -> float:
        """Keeps the answer to a request, in place of an older one; the moment that it counts as fetched."""
        fetched = self.now()
        row = (request.key, request.url, fetched, zlib.compress(body))
        try:
            with self._lock:
                self._db.execute("INSERT OR REPLACE INTO answers (key, url, fetched, body) VALUES (?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            log.warning("%s: cannot keep an answer: %s", self.path, error)
        return fetched

    def now(self) -> float:
        """The moment that an answer of now counts as fetched."""
        return round(self._wall(), 3)

    def prune(self, max_age: float) -> int:
        """Deletes the answers older than `max_age` seconds, and gives back how many they were."""
        try:
            with self._lock:
                return self._db.execute("DELETE FROM answers WHERE fetched < ?", (self._wall() - max_age,)).rowcount
        except sqlite3.Error as error:
            log.warning("%s: cannot delete old answers: %s", self.path, error)
            return 0

    def __len__(self) -> int:
        with self._lock:
            (count,) = self._db.execute("SELECT count(*) FROM answers").fetchone()
        return int(count)


@dataclass(frozen=True, slots=True)
class Answer:
    """The JSON of an answer, and when it was fetched (seconds since 1970)."""

    document: Any
    fetched: float


class Source:
    """Where answers come from: the cache, and behind it the door.

    Args:
        cache: The answers of before.
        open_door: Opens the door at first need; None for a source that is cut off from the start.
    """

    def __init__(self, cache: AnswerCache, open_door: Callable[[], Door] | None) -> None:
        self.cache = cache
        self._open_door = open_door
        self._door: Door | None = None

    @property
    def cut_off(self) -> bool:
        """Whether only the cache is asked."""
        return self._open_door is None

    def cut(self) -> None:
        """From now on only the cache is asked."""
        self._open_door = None
        if self._door is not None:
            self._door.close()
            self._door = None

    def close(self) -> None:
        """Closes door and cache."""
        self.cut()
        self.cache.close()

    def ask(self, request: Request, check: Check, *, max_age: float) -> Answer:
        """The answer to a request, from the cache if it is not older than `max_age` seconds there.

        Raises as `Door.fetch`, and LinkError if the source is cut off and the cache lacks the answer.
        """
        return self.recall(request, check, max_age=max_age) or self.fetch(request, check)

    def recall(self, request: Request, check: Check, *, max_age: float) -> Answer | None:
        """The answer of the cache; None if it has none that is young enough, or a broken one."""
        stored = self.cache.get(request, max_age=None if self.cut_off else max_age)
        if stored is None:
            return None
        with suppress(ValueError, TransientError):
            document = json.loads(stored.body)
            check(document)
            return Answer(document, stored.fetched)
        return None

    def fetch(self, request: Request, check: Check, *, keep: bool = True) -> Answer:
        """The answer of the service; it goes into the cache unless `keep` is false."""
        if self._open_door is None:
            raise LinkError("not in the cache, and nothing else may be asked")
        if self._door is None:
            self._door = self._open_door()
        reply = self._door.fetch(request, check)
        return Answer(reply.document, self.cache.put(request, reply.body) if keep else self.cache.now())

    def keep(self, request: Request, document: Any) -> Answer:
        """Keeps a part of an answer as the answer to a request that would have given it alone."""
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return Answer(document, self.cache.put(request, body))
