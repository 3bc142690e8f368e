"""Processes that work through items for a driver, each of which may hang or die without harm to the others.

A worker gets a few items ahead, so that it is busy while the driver writes, and says when it begins with one. Whoever
is over the time for one item is killed and replaced; so is whoever died. The item it was at is given back as lost (one
that a worker died of is tried once more first), and what waited behind it goes to the new worker.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from kg.errors import KgError, WorkerLostError

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2
"""Items that a worker holds: the one it is at and the next."""
WINDOW = 4
"""Items in flight or done and not taken yet, per worker: the driver's memory is bounded by it."""
TRIES = 2
"""How often an item is tried that a worker died of: it may have died of something else."""
PATIENCE = 1.0
"""Seconds between two looks at the clock; also how late a limit may be noticed."""
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use: seconds for one item (0: no limit), MiB of address space (0: no limit)."""

    seconds: float = 0.0
    memory: int = 0


@dataclass(slots=True)
class _Worker(Generic[Item]):
    """One process, what it has been given, and since when it is at the first of it."""

    process: Any
    connection: Connection
    items: deque[tuple[int, Item]] = field(default_factory=deque)
    since: float | None = None

    def give(self, number: int, item: Item) -> bool:
        """Hand over an item; False if the process is gone."""
        try:
            self.connection.send(item)
        except (BrokenPipeError, ConnectionResetError):
            return False
        self.items.append((number, item))
        return True

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class WorkerPool(Generic[Item, Result]):
    """Applies a function to items in worker processes; results come in the order of the items.

    Args:
        function: Picklable. A KgError that it raises is given in place of the result.
        count: Number of processes. They are started when the first item comes.
        limits: Of each.
    """

    def __init__(self, function: Callable[[Item], Result], count: int, limits: Limits) -> None:
        self.function = function
        self.count = count
        self.limits = limits
        # "spawn": a forked child would inherit the driver's open store.
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker[Item]] = []
        self._waiting: deque[tuple[int, Item]] = deque()
        self._done: dict[int, Result | KgError] = {}
        self._tries: dict[int, int] = {}

    def run(self, items: Iterable[Item]) -> Iterator[Result | KgError]:
        """The results in order; at most WINDOW items for each worker are read ahead."""
        source = enumerate(items)
        following, ended = 0, False
        try:
            while True:
                while not ended and self._in_hand() < self.count * WINDOW:
                    taken = next(source, None)
                    ended = taken is None
                    if taken is not None:
                        self._waiting.append(taken)
                self._feed()
                if following in self._done:
                    yield self._done.pop(following)
                    following += 1
                elif ended and not self._in_hand():
                    return
                else:
                    self._listen()
        finally:
            for worker in self._workers:
                worker.kill()
            self._workers.clear()

    def _in_hand(self) -> int:
        return len(self._waiting) + len(self._done) + sum(len(worker.items) for worker in self._workers)

    def _feed(self) -> None:
        """Give what waits to those who have room, the idle first."""
        while self._waiting and len(self._workers) < min(self.count, len(self._waiting)):
            self._workers.append(self._start())
        for room in range(AHEAD):
            for worker in [each for each in self._workers if len(each.items) == room]:
                if not self._waiting:
                    return
                number, item = self._waiting.popleft()
                if not worker.give(number, item):
                    self._waiting.appendleft((number, item))
                    self._replace(worker, "the process that extracts has died")

    def _start(self) -> _Worker[Item]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(self.function, theirs, self.limits.memory), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _listen(self) -> None:
        """Take what workers say; replace those who are gone or over their time."""
        busy = {worker.connection: worker for worker in self._workers if worker.items}
        for connection in wait(list(busy), timeout=PATIENCE):
            worker = busy[connection]  # type: ignore[index]
            try:
                message = worker.connection.recv()
            except (EOFError, ConnectionResetError):
                worker.process.join()
                self._replace(worker, _cause(worker.process.exitcode), blame=worker.process.exitcode != -signal.SIGTERM)
            else:
                self._take(worker, message)
        for worker in list(self._workers):
            if self._overdue(worker) and not worker.connection.poll():
                self._replace(worker, f"no result after {self.limits.seconds:g} seconds", final=True)

    def _take(self, worker: _Worker[Item], message: tuple[str, Any]) -> None:
        what, value = message
        if what == "begun":
            worker.since = time.monotonic()
        else:
            number, _ = worker.items.popleft()
            worker.since = None
            self._tries.pop(number, None)
            self._done[number] = value

    def _overdue(self, worker: _Worker[Item]) -> bool:
        return bool(self.limits.seconds and worker.since and time.monotonic() - worker.since > self.limits.seconds)

    def _replace(self, worker: _Worker[Item], reason: str, *, final: bool = False, blame: bool = True) -> None:
        """Kill a worker; the item it was at is lost, or tried once more; the others wait again, first of all.

        Who ends all processes of a build by SIGTERM has nothing against the item: it is not to `blame`.
        """
        self._workers.remove(worker)
        worker.kill()
        held = list(worker.items)
        if held:
            number, item = held[0]
            self._tries[number] = self._tries.get(number, 0) + blame
            if final or self._tries[number] >= TRIES:
                self._done[number] = WorkerLostError(reason, item=item)
                held = held[1:]
        self._waiting.extendleft(reversed(held))


def _cause(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"the process that extracts was ended by {signal.Signals(-exit_code).name}"
    return f"the process that extracts has ended with exit code {exit_code}"


def _work(function: Callable[[Any], Any], connection: Connection, memory: int) -> None:
    """What a worker process does until the driver is gone."""
    # Ctrl-C reaches every process of a terminal: it is the driver's to decide how the run ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory * MIB, memory * MIB))
    while True:
        try:
            item = connection.recv()
        except EOFError:
            return
        connection.send(("begun", None))
        try:
            result = function(item)
        except KgError as error:
            result = error
        connection.send(("done", result))
