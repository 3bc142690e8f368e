"""The pool of reader processes, with a bounded queue in front of it that is fair among clients."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.web.queueing import FairQueue
from kg.web.wire import Request
from kg.web.worker_process import (
    ClientGoneError,
    Gone,
    QueryMemoryError,
    QueryStoppedError,
    ReaderDiedError,
    ServerBusyError,
    WorkerProcess,
    reported_error,
    timeout_error,
)

if TYPE_CHECKING:
    from kg.web.journal import Account

__all__ = [
    "ClientGoneError",
    "Gone",
    "QueryMemoryError",
    "QueryStoppedError",
    "ReaderDiedError",
    "ReaderPool",
    "ServerBusyError",
    "WorkerProcess",
    "reported_error",
    "timeout_error",
]

# How often it is looked whether the client is still there.
_TICK = 0.1
# Queries that may wait per reader; more are turned away at once. Those that wait in a thread of their own are fewer, so
# that threads are left for pages and health checks.
WAITING_PER_READER = 25
WAITING_THREADS_PER_READER = 4


class ReaderPool:
    """Up to `size` reader processes, started when they are needed; who finds none free waits, clients by turns.

    Threads take readers by `ask`, an event loop by `reserve` and `release`.
    """

    def __init__(self, size: int, *, memory_mib: int, wait: float) -> None:
        self._size = size
        self._memory = memory_mib
        self.wait = wait
        self._free: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._waiters: FairQueue[Future[WorkerProcess]] = FairQueue(size * WAITING_PER_READER)
        self._waiting_threads = 0
        self._closed = False
        self._lock = threading.Lock()

    @property
    def counts(self) -> dict[str, int]:
        """Readers free and busy, and who waits for one."""
        with self._lock:
            return {"free": len(self._free), "busy": len(self._busy), "waiting": len(self._waiters)}

    @property
    def pids(self) -> list[int]:
        """The process ids of the readers."""
        with self._lock:
            return [reader.pid for reader in (*self._free, *self._busy)]

    def ask(
        self, request: Request, *, limit: float, gone: Gone | None = None, account: Account | None = None
    ) -> Iterator[bytes]:
        """The answer of a free reader, in pieces; see `WorkerProcess.ask`.

        Raises:
            ServerBusyError: The queue is full, or no reader became free in time.
        """
        reader = self._take(gone, account.client if account else "")
        if account:
            account.waited, account.stop = account.seconds, reader.stop_query
        try:
            yield from reader.ask(request, limit=limit, gone=gone)
        finally:
            if account:
                account.rows, account.stop = reader.rows, None
            self.release(reader)

    def take_free(self) -> WorkerProcess | None:
        """A reader that is free now; None if the caller has to `reserve` one."""
        with self._lock:
            if len(self._waiters) or self._closed:
                return None
            return self._pop_free()

    def reserve(self, client: str = "") -> Future[WorkerProcess]:
        """A reader as soon as one is free; who no longer wants it cancels, or releases what has come meanwhile.

        Clients take turns; in a full queue the last of who has most in it gives way.

        Raises:
            ServerBusyError: The queue is full, or the server ends.
        """
        future: Future[WorkerProcess] = Future()
        with self._lock:
            if self._closed:
                raise ServerBusyError("the server is shutting down")
            reader = None if len(self._waiters) else self._pop_free()
            if reader is None and len(self._busy) < self._size:
                reader = WorkerProcess(self._memory)
                self._busy.add(reader)
            if reader:
                future.set_result(reader)
                return future
            ousted = self._waiters.push(client, future)
        if ousted is future:
            raise _queue_full()
        if ousted and ousted.set_running_or_notify_cancel():
            ousted.set_exception(_queue_full())
        return future

    def release(self, reader: WorkerProcess) -> None:
        """Give a reader back; one that is not done is killed and replaced, which takes a moment."""
        if not reader.idle:
            reader.kill()
        with self._lock:
            self._busy.discard(reader)
            closed = self._closed
            if not closed:
                # A replacement starts at once: whoever comes next finds it ready.
                self._hand_on(reader if reader.idle else WorkerProcess(self._memory))
        if closed and reader.idle:
            reader.stop()

    def start(self) -> None:
        """Start all readers now, so that the first query need not wait for one."""
        with self._lock:
            while len(self._free) + len(self._busy) < self._size:
                self._free.append(WorkerProcess(self._memory))

    def close(self) -> None:
        """End all readers; those at work are killed."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
            busy = list(self._busy)
            waiters = self._waiters.drain()
        for waiter in waiters:
            if waiter.set_running_or_notify_cancel():
                waiter.set_exception(ServerBusyError("the server is shutting down"))
        for reader in free:
            reader.stop()
        for reader in busy:
            reader.interrupt()

    def forget(self, future: Future[WorkerProcess]) -> None:
        """Give up waiting; a reader that has come meanwhile is released."""
        if future.cancel():
            with self._lock:
                self._waiters.discard(future)
        elif not future.exception():
            self.release(future.result())

    def _take(self, gone: Gone | None, client: str) -> WorkerProcess:
        """A reader for the thread that asks; it waits for one."""
        future = self.reserve(client)
        if not future.done() and self._waiting_threads >= self._size * WAITING_THREADS_PER_READER:
            self.forget(future)
            raise _queue_full()
        with self._lock:
            self._waiting_threads += 1
        try:
            return self._await(future, gone)
        finally:
            with self._lock:
                self._waiting_threads -= 1

    def _await(self, future: Future[WorkerProcess], gone: Gone | None) -> WorkerProcess:
        end = time.monotonic() + self.wait
        while True:
            try:
                return future.result(min(_TICK, max(0.0, end - time.monotonic())))
            except TimeoutError:
                problem = self._problem(end, gone)
                if problem:
                    self.forget(future)
                    raise problem from None

    def _problem(self, end: float, gone: Gone | None) -> KgError | None:
        if time.monotonic() >= end:
            return self.impatience()
        return ClientGoneError("the client closed the connection") if gone and gone() else None

    def impatience(self) -> ServerBusyError:
        """The error of who has waited too long."""
        return ServerBusyError(f"no reader became free within {self.wait:g} seconds: try again later")

    def _pop_free(self) -> WorkerProcess | None:
        """A reader that is free and alive, now busy."""
        while self._free:
            reader = self._free.pop()
            if reader.alive:
                self._busy.add(reader)
                return reader
            reader.kill()
        return None

    def _hand_on(self, reader: WorkerProcess) -> None:
        """Give a reader to who has waited longest; it is free if nobody waits."""
        while waiter := self._waiters.pop():
            if waiter.set_running_or_notify_cancel():
                self._busy.add(reader)
                waiter.set_result(reader)
                return
        self._free.append(reader)


def _queue_full() -> ServerBusyError:
    return ServerBusyError("all readers are busy and the queue is full: try again later")
