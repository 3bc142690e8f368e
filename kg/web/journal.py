"""Every query and update from its arrival to its end: which run now, what is counted, what is written to the log.

The log is a file of JSON lines, one for each, written when it has ended. Its `id` is the `Query-Id` of the answer.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import secrets
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from kg.errors import KgError, QueryError, QueryTimeoutError, StoreLockedError
from kg.query import QueryForbiddenError
from kg.web.counters import Queries
from kg.web.readers import ClientGoneError, QueryMemoryError, QueryStoppedError, ReaderDiedError, ServerBusyError

log = logging.getLogger(__name__)

# Outcomes that cost a process.
KILLED = ("timeout", "memory", "client-gone", "stopped", "crash")
# The first class that fits decides.
_OUTCOMES: tuple[tuple[type[BaseException], str], ...] = (
    (QueryForbiddenError, "forbidden"),
    (QueryTimeoutError, "timeout"),
    (QueryMemoryError, "memory"),
    (QueryStoppedError, "stopped"),
    (ReaderDiedError, "crash"),
    (QueryError, "error"),
    (ServerBusyError, "busy"),
    (StoreLockedError, "busy"),
    (ClientGoneError, "client-gone"),
    (GeneratorExit, "client-gone"),
)
# Characters of a query that the log keeps.
_LONGEST = 10_000


@dataclass(slots=True, eq=False)
class Account:
    """One query or update under way; `close` ends it, once.

    Attributes:
        id: Its name in the log and in the `Query-Id` of the answer.
        stop: Ends it from outside, where that can be done.
    """

    journal: Journal
    id: str
    kind: str
    text: str
    client: str
    began: float = field(default_factory=time.monotonic)
    waited: float = 0.0
    rows: int = 0
    sent: int = 0
    revision: int = 0
    stop: Callable[[], None] | None = None
    ended: bool = False

    @property
    def seconds(self) -> float:
        """How long it has been under way."""
        return time.monotonic() - self.began

    def close(self, outcome: str = "ok", *, error: BaseException | None = None) -> None:
        """It has ended, well or with an error; only the first call counts."""
        if self.ended:
            return
        self.ended = True
        self.journal.settle(self, outcome_of(error) if error else outcome, error)


class Journal:
    """The accounts of a server. Safe to use from many threads."""

    def __init__(self, path: str = "", *, with_text: bool = True) -> None:
        self.counts = Queries()
        self._with_text = with_text
        self._running: dict[str, Account] = {}
        self._numbers = itertools.count(1)
        # Ids of two runs of a server are told apart by this part.
        self._run = secrets.token_hex(3)
        self._stream = _open(path)
        self._own = self._stream is not None and path != "-"
        self._lock = threading.Lock()

    def open(self, kind: str, text: str, *, client: str, revision: int = 0) -> Account:
        """A query or update has come."""
        account = Account(self, f"{self._run}-{next(self._numbers):x}", kind, text, client, revision=revision)
        self._running[account.id] = account
        return account

    def settle(self, account: Account, outcome: str, error: BaseException | None) -> None:
        """One has ended."""
        self._running.pop(account.id, None)
        seconds = account.seconds
        self.counts.add(account.kind, outcome, seconds=seconds, rows=account.rows, sent=account.sent)
        if self._stream:
            self._write(account, outcome, seconds, error)

    def running(self) -> list[Account]:
        """Those under way, the oldest first."""
        return sorted(self._running.values(), key=lambda account: account.began)

    def find(self, name: str) -> Account | None:
        """One under way by its id."""
        return self._running.get(name)

    def lines(self) -> list[str]:
        """The counts in the Prometheus text format."""
        return [
            *self.counts.lines(KILLED),
            "# HELP newsgraph_queries_in_flight Queries and updates under way.",
            "# TYPE newsgraph_queries_in_flight gauge",
            f"newsgraph_queries_in_flight {len(self._running)}",
        ]

    def close(self) -> None:
        """Close the log."""
        if self._stream and self._own:
            self._stream.close()
        self._stream = None

    def _write(self, account: Account, outcome: str, seconds: float, error: BaseException | None) -> None:
        value = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "id": account.id,
            "kind": account.kind,
            "client": account.client,
            "outcome": outcome,
            "ms": round(seconds * 1000, 3),
            "waited_ms": round(account.waited * 1000, 3),
            "rows": account.rows,
            "bytes": account.sent,
            "revision": account.revision,
            "digest": hashlib.sha256(account.text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        }
        if self._with_text:
            value["text"] = account.text[:_LONGEST]
        # Messages quote the query, so they go with it.
        if isinstance(error, KgError) and self._with_text:
            value["error"] = str(error)
        line = json.dumps(value, ensure_ascii=False) + "\n"
        with self._lock:
            if self._stream:
                self._stream.write(line)


def outcome_of(error: BaseException) -> str:
    """How a query ended that ended with this error."""
    return next((name for cls, name in _OUTCOMES if isinstance(error, cls)), "failed")


def _open(path: str) -> IO[str] | None:
    """The stream of the log: line by line, so that a reader of the file sees whole lines."""
    if not path:
        return None
    return sys.stderr if path == "-" else Path(path).open("a", encoding="utf-8", buffering=1, errors="backslashreplace")
