"""The store as the server sees it: the newest snapshot, the readers over it, and one process that writes.

The server never holds the store: it reads snapshots, so a build can run meanwhile, and it takes the writer's lock only
for the moment of an update. In front of the store of another server (`kg.web.backing`) the workers pass queries and
updates on.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import replace

from kg.config import Settings
from kg.errors import QueryError
from kg.model.remote import RemoteAddress
from kg.web.access import Access
from kg.web.backing import backing_of
from kg.web.cache import Answer, AnswerCache
from kg.web.counters import Requests
from kg.web.federation import AllowList
from kg.web.guard import Guard
from kg.web.journal import Account, Journal
from kg.web.plans import Plan, State
from kg.web.readers import Gone, ReaderPool, ServerBusyError, WorkerProcess
from kg.web.wire import Request

log = logging.getLogger(__name__)

# An export goes through the whole store: it gets a process of its own and this many times the limit of a query.
_EXPORT_FACTOR = 20
_MAX_EXPORTS = 2
# Queries and updates that may call other servers at a time; each has a process of its own.
_MAX_ABROAD = 2
_MAX_QUEUE_WAIT = 10.0


class Service:
    """Answers queries, exports and updates through worker processes. Safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.requests = Requests()
        self.access = Access(settings)
        self.journal = Journal(settings.query_log, with_text=settings.query_log_text)
        self.cache = AnswerCache(settings.query_cache << 20)
        self._backing = backing_of(settings)
        self.pool = ReaderPool(
            settings.readers,
            memory_mib=settings.query_memory,
            wait=min(2 * settings.query_timeout, _MAX_QUEUE_WAIT),
        )
        # In front of another server's store the guard could not be reached: SERVICE is refused there.
        self.allowed = AllowList("" if isinstance(settings.target, RemoteAddress) else settings.federation)
        self.guard = Guard(self.allowed, timeout=settings.query_timeout)
        self._abroad = threading.BoundedSemaphore(_MAX_ABROAD)
        self._exports = threading.BoundedSemaphore(_MAX_EXPORTS)
        self._writer = ReaderPool(1, memory_mib=settings.query_memory, wait=_MAX_QUEUE_WAIT)

    def revision(self) -> int:
        """The newest revision; StoreError if there is none to read."""
        return self._backing.revision()

    def query(self, request: Request, *, gone: Gone | None = None) -> Iterator[bytes]:
        """The answer to a query in pieces; the store and the revision of the request are filled in here."""
        return self.pool.ask(self.fill(request), limit=self.settings.query_timeout, gone=gone)

    def state(self, address: str) -> State:
        """The newest state of the store, for queries at an address; StoreError if there is none."""
        name, settings = self._backing.name, self.settings
        return State(name, self.revision(), address, settings.query_rows, settings.query_timeout)

    def kept(self, plan: Plan) -> Answer | None:
        """The answer to a plan, if it was given before and is still kept."""
        return None if plan.volatile else self.cache.get(plan.key)

    def keep(self, plan: Plan, body: bytes) -> Answer:
        """The whole answer to a plan under its name; kept for the next who asks, if there is room."""
        answer = Answer(plan.key, body)
        if not plan.volatile:
            self.cache.keep(answer, revision=plan.request.revision)
        return answer

    def open_account(self, plan: Plan, client: str) -> Account:
        """Note that a query has come; whoever answers it closes the account."""
        return self.journal.open("query", plan.request.text, client=client, revision=plan.request.revision)

    def evaluate(self, plan: Plan, account: Account, *, gone: Gone | None = None) -> Iterator[bytes]:
        """The answer to a plan in pieces; closes the account at the end."""
        try:
            if plan.request.guard:
                pieces = self._ask_abroad(plan.request, account, limit=plan.limit, gone=gone)
            else:
                pieces = self.pool.ask(plan.request, limit=plan.limit, gone=gone, account=account)
            for piece in pieces:
                account.sent += len(piece)
                yield piece
        except BaseException as error:
            account.close(error=error)
            raise
        finally:
            account.close()

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

    def _ask_abroad(
        self, request: Request, account: Account, *, limit: float, gone: Gone | None = None
    ) -> Iterator[bytes]:
        """The answer to a query or update that calls other servers, by a process of its own that may call the guard.

        Raises:
            ServerBusyError: Two such are running already.
        """
        if not self._abroad.acquire(blocking=False):
            raise ServerBusyError(f"{_MAX_ABROAD} queries to other servers are running: try again later")
        try:
            worker = WorkerProcess(self.settings.query_memory, port=self.guard.port)
            try:
                account.stop = worker.stop_query
                yield from worker.ask(request, limit=limit, gone=gone)
                account.rows = worker.rows
            except QueryError as error:
                message = self.guard.readable(str(error), request.guard)
                raise type(error)(message, line=error.line, column=error.column) from error
            finally:
                account.stop = None
                worker.kill()
                self.guard.forget(request.guard)
        finally:
            self._abroad.release()

    def open_update(self, text: str, client: str) -> Account:
        """Note that an update or another write has come; `write` closes the account."""
        return self.journal.open("update", text, client=client)

    def update(self, request: Request) -> int:
        """Run an update and publish it; gives the new revision, which every later request sees."""
        return int(self.write(request, self.open_update(request.text, "")))

    def write(self, request: Request, account: Account, *, limit: float | None = None) -> bytes:
        """Run an operation that writes and publish what it did; every later request sees it.

        Raises:
            ServerBusyError: Other updates are running.
            StoreLockedError: A build has the store.
            QueryTimeoutError: It took too long and was undone.
        """
        try:
            request = self.fill(request)
            account.revision = request.revision
            limit = self.settings.query_timeout if limit is None else limit
            if request.guard:
                return b"".join(self._ask_abroad(request, account, limit=limit))
            return b"".join(self._writer.ask(request, limit=limit, account=account))
        except BaseException as error:
            account.close(error=error)
            raise
        finally:
            account.close()

    def start(self) -> None:
        """Start the readers before the first query; StoreError if there is nothing to read."""
        self._backing.check()
        self.pool.start()

    def pids(self) -> dict[str, list[int]]:
        """The processes by what they do."""
        return {"server": [os.getpid()], "reader": self.pool.pids, "writer": self._writer.pids}

    def counts(self) -> dict[str, int]:
        """Readers free and busy, and who waits for one."""
        return self.pool.counts

    def close(self) -> None:
        """End all readers."""
        self.pool.close()
        self._writer.close()
        self.guard.close()
        self.journal.close()

    def fill(self, request: Request) -> Request:
        """The request with the name of the store and its newest revision."""
        return replace(request, store=self._backing.name, revision=self.revision())
