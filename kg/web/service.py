"""The store as the server sees it: the newest snapshot, the readers over it, and one process that writes.

The server never holds the store: it reads snapshots, so a build can run meanwhile, and it takes the writer's lock only
for the moment of an update. `store.json` says which snapshot is newest; it is looked at with every request.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.config import Settings
from kg.errors import NotFoundError, StoreError
from kg.store.folder import StoreFolder
from kg.store.opening import publish_leftovers
from kg.web.cache import Answer, AnswerCache
from kg.web.counters import Requests
from kg.web.plans import Plan, State
from kg.web.readers import Gone, ReaderPool, ServerBusyError, WorkerProcess
from kg.web.wire import Request

log = logging.getLogger(__name__)

# An export goes through the whole store: it gets a process of its own and this many times the limit of a query.
_EXPORT_FACTOR = 20
_MAX_EXPORTS = 2
_MAX_QUEUE_WAIT = 10.0


class Service:
    """Answers queries, exports and updates through worker processes. Safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.requests = Requests()
        self.cache = AnswerCache(settings.query_cache << 20)
        self._folder = StoreFolder(settings.store)
        self._store = str(Path(settings.store).resolve())
        self.pool = ReaderPool(
            settings.readers,
            memory_mib=settings.query_memory,
            wait=min(2 * settings.query_timeout, _MAX_QUEUE_WAIT),
        )
        self._exports = threading.BoundedSemaphore(_MAX_EXPORTS)
        self._writer = ReaderPool(1, memory_mib=settings.query_memory, wait=_MAX_QUEUE_WAIT)
        self._reading_description = threading.Lock()
        self._seen: tuple[object, int] | None = None
        self._leftovers_published = False

    def revision(self) -> int:
        """The newest revision; StoreError if there is none to read."""
        path = self._folder.description_path
        with self._reading_description:
            try:
                state = path.stat()
            except OSError:
                state = None
            stamp = state and (state.st_ino, state.st_mtime_ns, state.st_size)
            if self._seen is None or stamp is None or self._seen[0] != stamp:
                self._seen = (stamp, self._read_revision())
            return self._seen[1]

    def query(self, request: Request, *, gone: Gone | None = None) -> Iterator[bytes]:
        """The answer to a query in pieces; the store and the revision of the request are filled in here."""
        return self.pool.ask(self.fill(request), limit=self.settings.query_timeout, gone=gone)

    def state(self, address: str) -> State:
        """The newest state of the store, for queries at an address; StoreError if there is none."""
        return State(self._store, self.revision(), address, self.settings.query_rows)

    def kept(self, plan: Plan) -> Answer | None:
        """The answer to a plan, if it was given before and is still kept."""
        return None if plan.volatile else self.cache.get(plan.key)

    def keep(self, plan: Plan, body: bytes) -> Answer:
        """The whole answer to a plan under its name; kept for the next who asks, if there is room."""
        answer = Answer(plan.key, body)
        if not plan.volatile:
            self.cache.keep(answer, revision=plan.request.revision)
        return answer

    def evaluate(self, plan: Plan, *, gone: Gone | None = None) -> Iterator[bytes]:
        """The answer to a plan in pieces."""
        return self.pool.ask(plan.request, limit=self.settings.query_timeout, gone=gone)

    def export(self, request: Request, *, gone: Gone | None = None) -> Iterator[bytes]:
        """A whole export in pieces, by a process of its own.

        Raises:
            ServerBusyError: Two exports are running already.
        """
        if not self._exports.acquire(blocking=False):
            raise ServerBusyError(f"{_MAX_EXPORTS} exports are running: try again later")
        try:
            worker = WorkerProcess(self.settings.query_memory)
            try:
                limit = self.settings.query_timeout * _EXPORT_FACTOR
                yield from worker.ask(self.fill(request), limit=limit, gone=gone)
            finally:
                worker.kill()
        finally:
            self._exports.release()

    def update(self, request: Request) -> int:
        """Run an update and publish it; gives the new revision, which every later request sees."""
        return int(self.write(request))

    def write(self, request: Request) -> bytes:
        """Run an operation that writes and publish what it did; every later request sees it.

        Raises:
            ServerBusyError: Other updates are running.
            StoreLockedError: A build has the store.
            QueryTimeoutError: It took too long and was undone.
        """
        return b"".join(self._writer.ask(self.fill(request), limit=self.settings.query_timeout))

    def start(self) -> None:
        """Start the readers before the first query; StoreError if there is nothing to read."""
        self.revision()
        self.pool.start()

    def counts(self) -> dict[str, int]:
        """Readers free and busy, and who waits for one."""
        return self.pool.counts

    def close(self) -> None:
        """End all readers."""
        self.pool.close()
        self._writer.close()

    def fill(self, request: Request) -> Request:
        """The request with the folder of the store and its newest revision."""
        return replace(request, store=self._store, revision=self.revision())

    def _read_revision(self) -> int:
        """The newest revision; what a killed build left unpublished is published at the first look."""
        try:
            if not self._leftovers_published:
                publish_leftovers(self._folder.path)
                self._leftovers_published = True
            revision = self._folder.describe().revision
        except NotFoundError as error:
            raise StoreError(str(error)) from error
        if not revision:
            raise StoreError(f"{self._folder.path} has no snapshot to read yet: wait for the build that is writing it")
        return revision
