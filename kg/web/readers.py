"""The server's side of the worker processes: start, ask, limit, kill, replace; a bounded queue in front of them.

A query that goes over its time, its memory or its client's patience costs one process and nothing else.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import kg
from kg import errors
from kg.errors import KgError, QueryError, QueryTimeoutError, StoreError
from kg.query import QueryForbiddenError
from kg.web.wire import DATA, END, ERROR, HEAD, Request, Unpacker
from kg.web.wire import FRAME as _FRAME

log = logging.getLogger(__name__)

# How often it is looked whether the client is still there.
_TICK = 0.1
# Seconds that a worker has to end by itself when its input is closed.
_GRACE = 1.0
# Queries that may wait per reader; more are turned away at once.
_WAITING_PER_READER = 4

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
        self._poll = select.poll()
        self._poll.register(self._output, select.POLLIN | select.POLLHUP)
        self.idle = True

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: Request, *, limit: float, gone: Gone | None = None) -> Iterator[bytes]:
        """The answer in pieces; only time spent waiting for the worker counts against `limit`.

        The worker has to be killed if the iterator is not read to its end.

        Raises:
            QueryTimeoutError, QueryMemoryError, ClientGoneError: The worker has been killed, or has died.
            KgError: Whatever error the worker reports; it can be used again.
        """
        self.idle = False
        try:
            self._input.write(request.to_line())
            self._input.flush()
        except BrokenPipeError:
            raise self._death() from None
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
                        raise _error(payload)
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
                raise QueryTimeoutError(f"the query was stopped after {limit:g} seconds: ask for less or add a LIMIT")
            if gone and gone():
                self.kill()
                raise ClientGoneError("the client closed the connection")
        data = os.read(self._output.fileno(), _FRAME)
        if not data:
            raise self._death()
        return data

    def _death(self) -> KgError:
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
    """Up to `size` reader processes, started when they are needed; who finds none free waits in a bounded queue."""

    def __init__(self, size: int, *, memory_mib: int, wait: float) -> None:
        self._size = size
        self._memory = memory_mib
        self._wait = wait
        self._free: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._starting = 0
        self._waiting = 0
        self._closed = False
        self._changed = threading.Condition()

    @property
    def counts(self) -> dict[str, int]:
        """Readers free and busy, and who waits for one."""
        with self._changed:
            return {"free": len(self._free), "busy": len(self._busy), "waiting": self._waiting}

    def ask(self, request: Request, *, limit: float, gone: Gone | None = None) -> Iterator[bytes]:
        """The answer of a free reader, in pieces; see `WorkerProcess.ask`.

        Raises:
            ServerBusyError: The queue is full, or no reader became free in time.
        """
        reader = self._take(gone)
        try:
            yield from reader.ask(request, limit=limit, gone=gone)
        finally:
            self._give_back(reader)

    def start(self) -> None:
        """Start all readers now, so that the first query need not wait for one."""
        with self._changed:
            while len(self._free) + len(self._busy) + self._starting < self._size:
                self._free.append(WorkerProcess(self._memory))

    def close(self) -> None:
        """End all readers; those at work are killed."""
        with self._changed:
            self._closed = True
            free, self._free = self._free, []
            busy = list(self._busy)
            self._changed.notify_all()
        for reader in free:
            reader.stop()
        for reader in busy:
            reader.interrupt()

    def _take(self, gone: Gone | None) -> WorkerProcess:
        end = time.monotonic() + self._wait
        with self._changed:
            if not self._available and self._waiting >= self._size * _WAITING_PER_READER:
                raise ServerBusyError("all readers are busy and the queue is full: try again later")
            self._waiting += 1
            try:
                while not self._available:
                    self._check_wait(end, gone)
                    self._changed.wait(min(_TICK, max(0.0, end - time.monotonic())))
            finally:
                self._waiting -= 1
            while self._free:
                reader = self._free.pop()
                if reader.alive:
                    self._busy.add(reader)
                    return reader
                reader.kill()
            self._starting += 1
        return self._start()

    @property
    def _available(self) -> bool:
        return not self._closed and (bool(self._free) or len(self._busy) + self._starting < self._size)

    def _check_wait(self, end: float, gone: Gone | None) -> None:
        if self._closed:
            raise ServerBusyError("the server is shutting down")
        if time.monotonic() >= end:
            raise ServerBusyError(f"no reader became free within {self._wait:g} seconds: try again later")
        if gone and gone():
            raise ClientGoneError("the client closed the connection")

    def _start(self) -> WorkerProcess:
        reader = None
        try:
            reader = WorkerProcess(self._memory)
        finally:
            with self._changed:
                self._starting -= 1
                if reader:
                    self._busy.add(reader)
                self._changed.notify()
        return reader

    def _give_back(self, reader: WorkerProcess) -> None:
        if not reader.idle and reader.alive:
            reader.kill()
        with self._changed:
            self._busy.discard(reader)
            if not self._closed:
                # A replacement starts at once: whoever comes next finds it ready.
                self._free.append(reader if reader.alive else WorkerProcess(self._memory))
            self._changed.notify()
        if self._closed and reader.alive:
            reader.stop()


def _environment() -> dict[str, str]:
    """The environment of a worker: the package is found where this one is, and no secret of the server goes along."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    root = str(Path(kg.__file__).resolve().parent.parent)
    path = environment.get("PYTHONPATH")
    return environment | {"PYTHONPATH": f"{root}{os.pathsep}{path}" if path else root, "RUST_BACKTRACE": "0"}


def _error(payload: bytes) -> KgError:
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
