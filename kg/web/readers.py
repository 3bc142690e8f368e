"""The server's side of the worker processes: start, ask, limit, kill, replace; a bounded queue in front of them.

A query that goes over its time, its memory or its client's patience costs one process and nothing else.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import kg
from kg import errors
from kg.errors import KgError, QueryError, QueryTimeoutError, StoreError
from kg.query import QueryForbiddenError
from kg.web.wire import DATA, END, ERROR, HEAD, Request, Unpacker

log = logging.getLogger(__name__)

# How often it is looked whether the client is still there.
_TICK = 0.1
# Seconds that a worker has to end by itself when its input is closed.
_GRACE = 1.0
# Queries that may wait per reader; more are turned away at once. Those that wait in a thread of their own are fewer, so
# that threads are left for pages and health checks.
WAITING_PER_READER = 25
WAITING_THREADS_PER_READER = 4
# Bytes that either side can write before the other reads: fewer changes between the two for a large answer, and the
# event loop need not wait for a worker that has only just started.
_PIPE = 1 << 20
_READ = 1 << 18

Gone = Callable[[], bool]


class QueryMemoryError(QueryError):
    """The query needed more memory than a reader may use."""


class ServerBusyError(KgError):
    """All readers are at work and the queue is full: try again later."""


class ClientGoneError(KgError):
    """Who asked is no longer there, so the query was stopped."""


class WorkerProcess:
    """One worker process and the pipe to it; used by one thread at a time."""

    def __init__(self, memory_mib: int) -> None:
        self._memory = memory_mib
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.web.worker", str(memory_mib)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input = self._process.stdin
        self._output = self._process.stdout
        _widen(self._input.fileno())
        _widen(self._output.fileno())
        self._poll = select.poll()
        self._poll.register(self._output, select.POLLIN | select.POLLHUP)
        self.idle = True

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def handle(self) -> int:
        """The descriptor that becomes readable when the worker has written something, or is dead."""
        return self._output.fileno()

    def send(self, request: Request) -> None:
        """Hand a request over; KgError if the worker is dead."""
        self.idle = False
        try:
            self._input.write(request.to_line())
            self._input.flush()
        except BrokenPipeError:
            raise self.death() from None

    def receive(self) -> bytes:
        """What the worker has written, once there is something; b"" if it is dead."""
        return os.read(self._output.fileno(), _READ)

    def ask(self, request: Request, *, limit: float, gone: Gone | None = None) -> Iterator[bytes]:
        """The answer in pieces; only time spent waiting for the worker counts against `limit`.

        The worker has to be killed if the iterator is not read to its end.

        Raises:
            QueryTimeoutError, QueryMemoryError, ClientGoneError: The worker has been killed, or has died.
            KgError: Whatever error the worker reports; it can be used again.
        """
        self.send(request)
        unpacker = Unpacker()
        left = limit
        while True:
            while frame := unpacker.next_frame():
                kind, payload = frame
                if kind == DATA:
                    yield payload
                elif kind != HEAD:
                    self.idle = True
                    if kind == ERROR:
                        raise reported_error(payload)
                    assert kind == END
                    return
            start = time.monotonic()
            unpacker.feed(self._receive(left, limit, gone))
            left -= time.monotonic() - start

    def _receive(self, left: float, limit: float, gone: Gone | None) -> bytes:
        end = time.monotonic() + left
        while not self._poll.poll(max(0.0, min(_TICK, end - time.monotonic())) * 1000):
            if time.monotonic() >= end:
                self.kill()
                raise timeout_error(limit)
            if gone and gone():
                self.kill()
                raise ClientGoneError("the client closed the connection")
        data = self.receive()
        if not data:
            raise self.death()
        return data

    def death(self) -> KgError:
        """The reason why the worker is dead."""
        code = self._process.wait()
        self._close()
        log.warning("worker %d ended with %s", self._process.pid, code)
        if code == -signal.SIGABRT:
            return QueryMemoryError(f"the query needed more than {self._memory} MiB of memory and was stopped")
        if code == -signal.SIGSEGV:
            return QueryError("the query is nested too deeply")
        return StoreError(f"the process that evaluated the query ended unexpectedly ({code}): try again")

    def kill(self) -> None:
        """End the worker now, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._close()

    def interrupt(self) -> None:
        """Kill the worker from another thread than the one that uses it, which then sees its end."""
        if self.alive:
            self._process.kill()

    def stop(self) -> None:
        """Let the worker end by itself, kill it if it does not."""
        self._input.close()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._close()

    def _close(self) -> None:
        for stream in (self._input, self._output):
            try:
                stream.close()
            except BrokenPipeError:
                continue


class ReaderPool:
    """Up to `size` reader processes, started when they are needed; who finds none free waits, first come, first served.

    Threads take readers by `ask`, an event loop by `reserve` and `release`.
    """

    def __init__(self, size: int, *, memory_mib: int, wait: float) -> None:
        self._size = size
        self._memory = memory_mib
        self.wait = wait
        self._free: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._waiters: deque[Future[WorkerProcess]] = deque()
        self._waiting_threads = 0
        self._closed = False
        self._lock = threading.Lock()

    @property
    def counts(self) -> dict[str, int]:
        """Readers free and busy, and who waits for one."""
        with self._lock:
            return {"free": len(self._free), "busy": len(self._busy), "waiting": len(self._waiters)}

    def ask(self, request: Request, *, limit: float, gone: Gone | None = None) -> Iterator[bytes]:
        """The answer of a free reader, in pieces; see `WorkerProcess.ask`.

        Raises:
            ServerBusyError: The queue is full, or no reader became free in time.
        """
        reader = self._take(gone)
        try:
            yield from reader.ask(request, limit=limit, gone=gone)
        finally:
            self.release(reader)

    def take_free(self) -> WorkerProcess | None:
        """A reader that is free now; None if the caller has to `reserve` one."""
        with self._lock:
            if self._waiters or self._closed:
                return None
            return self._pop_free()

    def reserve(self) -> Future[WorkerProcess]:
        """A reader as soon as one is free; who no longer wants it cancels, or releases what has come meanwhile.

        Raises:
            ServerBusyError: The queue is full, or the server ends.
        """
        future: Future[WorkerProcess] = Future()
        with self._lock:
            if self._closed:
                raise ServerBusyError("the server is shutting down")
            reader = None if self._waiters else self._pop_free()
            if reader is None and len(self._busy) < self._size:
                reader = WorkerProcess(self._memory)
                self._busy.add(reader)
            if reader:
                future.set_result(reader)
            elif len(self._waiters) >= self._size * WAITING_PER_READER:
                raise _queue_full()
            else:
                self._waiters.append(future)
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
            waiters = list(self._waiters)
            self._waiters.clear()
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
            with self._lock, contextlib.suppress(ValueError):
                self._waiters.remove(future)
        elif not future.exception():
            self.release(future.result())

    def _take(self, gone: Gone | None) -> WorkerProcess:
        """A reader for the thread that asks; it waits for one."""
        future = self.reserve()
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
        while self._waiters:
            waiter = self._waiters.popleft()
            if waiter.set_running_or_notify_cancel():
                self._busy.add(reader)
                waiter.set_result(reader)
                return
        self._free.append(reader)


def _queue_full() -> ServerBusyError:
    return ServerBusyError("all readers are busy and the queue is full: try again later")


def timeout_error(limit: float) -> QueryTimeoutError:
    """The error of a query that took longer than its limit."""
    return QueryTimeoutError(f"the query was stopped after {limit:g} seconds: ask for less or add a LIMIT")


def _widen(pipe: int) -> None:
    """Let a pipe hold more, where the system can."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _environment() -> dict[str, str]:
    """The environment of a worker: the package is found where this one is, and no secret of the server goes along."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    root = str(Path(kg.__file__).resolve().parent.parent)
    path = environment.get("PYTHONPATH")
    return environment | {"PYTHONPATH": f"{root}{os.pathsep}{path}" if path else root, "RUST_BACKTRACE": "0"}


def reported_error(payload: bytes) -> KgError:
    """The error that a worker reports."""
    import json

    value = json.loads(payload)
    kind, message = value["kind"], value["message"]
    if kind == "MemoryError":
        return QueryMemoryError("the query needed more memory than a reader may use and was stopped")
    if kind == "QueryForbiddenError":
        return QueryForbiddenError(message)
    if kind == "QueryError":
        return QueryError(message, line=value["line"], column=value["column"])
    known = getattr(errors, kind, StoreError)
    return known(message) if issubclass(known, KgError) else StoreError(message)
