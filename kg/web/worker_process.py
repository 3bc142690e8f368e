"""One worker process as the server sees it: start, ask, limit, kill; and why it died.

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
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import kg
from kg import errors
from kg.errors import KgError, QueryError, QueryTimeoutError, StoreError
from kg.query import QueryForbiddenError
from kg.web.wire import DATA, END, ERROR, READY, PreconditionError, Request, Unpacker

log = logging.getLogger(__name__)

# How often it is looked whether the client is still there.
_TICK = 0.1
# Seconds that a worker has to end by itself when its input is closed.
_GRACE = 1.0
# Seconds that a worker has to start, which are not the query's: on a busy machine they are many.
_STARTUP = 30.0
# Bytes that either side can write before the other reads: fewer changes between the two for a large answer, and the
# event loop need not wait for a worker that has only just started.
_PIPE = 1 << 20
_READ = 1 << 18
# What is read first: most answers are small, and room for a large one takes longer to make than to fill.
_FIRST_READ = 1 << 14

Gone = Callable[[], bool]


class QueryMemoryError(QueryError):
    """The query needed more memory than a reader may use."""


class ServerBusyError(KgError):
    """All readers are at work and the queue is full: try again later."""


class QueryStoppedError(QueryError):
    """An administrator has stopped the query."""


class ReaderDiedError(StoreError):
    """The process that evaluated the query has died of something else than the query's own limits."""


class ClientGoneError(KgError):
    """Who asked is no longer there, so the query was stopped."""


class WorkerProcess:
    """One worker process and the pipe to it; used by one thread at a time. `port` is the only one that it may call."""

    def __init__(self, memory_mib: int, *, port: int = 0) -> None:
        self._memory = memory_mib
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kg.web.worker", str(memory_mib), str(port)],
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
        self.rows = 0
        self.ready = False
        self._born = time.monotonic()
        self._stopped = False
        self._room = _FIRST_READ

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
        self.rows = 0
        try:
            self._input.write(request.to_line())
            self._input.flush()
        except BrokenPipeError:
            raise self.death() from None

    @property
    def is_starting(self) -> bool:
        """Whether it is not yet to be asked of the worker that it answers."""
        return not self.ready and time.monotonic() - self._born < _STARTUP

    def receive(self) -> bytes | None:
        """What the worker has written, once there is something; b"" if it is dead, None if it has just become ready."""
        data = os.read(self._output.fileno(), self._room)
        if data and not self.ready:
            self.ready = True
            return data[len(READY) :] or None
        self._room = _READ if len(data) == self._room else _FIRST_READ
        return data

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
                    continue
                self.idle = True
                if kind == ERROR:
                    raise reported_error(payload)
                assert kind == END
                self.rows = int(payload or 0)
                return
            start, started = time.monotonic(), self.ready
            data = self._receive(left, limit, gone)
            unpacker.feed(data or b"")
            if started:
                left -= time.monotonic() - start

    def _receive(self, left: float, limit: float, gone: Gone | None) -> bytes | None:
        end = time.monotonic() + left
        while not self._poll.poll(max(0.0, min(_TICK, end - time.monotonic())) * 1000):
            if self.is_starting:
                end = time.monotonic() + left
            if time.monotonic() >= end:
                self.kill()
                raise timeout_error(limit)
            if gone and gone():
                self.kill()
                raise ClientGoneError("the client closed the connection")
        data = self.receive()
        if data == b"":
            raise self.death()
        return data

    def death(self) -> KgError:
        """The reason why the worker is dead."""
        code = self._process.wait()
        self._close()
        if self._stopped:
            return QueryStoppedError("the query was stopped by an administrator")
        log.warning("worker %d ended with %s", self._process.pid, code)
        if code == -signal.SIGABRT:
            return QueryMemoryError(f"the query needed more than {self._memory} MiB of memory and was stopped")
        if code == -signal.SIGSEGV:
            return QueryError("the query is nested too deeply")
        return ReaderDiedError(f"the process that evaluated the query ended unexpectedly ({code}): try again")

    def kill(self) -> None:
        """End the worker now, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._close()

    def interrupt(self) -> None:
        """Kill the worker from another thread than the one that uses it, which then sees its end."""
        if self.alive:
            self._process.kill()

    def stop_query(self) -> None:
        """Kill the worker because an administrator wants its query to end."""
        self._stopped = True
        self.interrupt()

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
    if kind == "PreconditionError":
        return PreconditionError(message)
    known = getattr(errors, kind, StoreError)
    return known(message) if issubclass(known, KgError) else StoreError(message)
