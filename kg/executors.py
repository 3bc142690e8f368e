"""Where extraction runs: in this process, in a pool of processes, or on Ray.

An executor has one method, `map(function, items)`: it yields the results in the order of the items and holds only a
bounded number of items at a time, whatever their number. A call that raises a KgError yields that error in its place;
the others go on.
"""

from __future__ import annotations

import itertools
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Protocol, TypeVar

from kg.errors import ConfigError, KgError

Item = TypeVar("Item")
Result = TypeVar("Result")

# Items in flight per worker: enough to keep it busy while the driver writes.
WINDOW = 4


class Executor(Protocol):
    """Applies a function to many items."""

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | KgError]:
        """The results in the order of the items; an item that raised KgError gives the error."""
        ...


class SerialExecutor:
    """Runs in the driver. For few articles, for debugging, and where no processes can be started."""

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | KgError]:
        for item in items:
            yield _call(function, item)


class ProcessExecutor:
    """Runs in a pool of processes on this machine.

    Args:
        workers: Number of processes.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | KgError]:
        # "spawn": a forked child would inherit the driver's open store.
        context = multiprocessing.get_context("spawn")
        source = iter(items)
        with ProcessPoolExecutor(self.workers, mp_context=context, initializer=_ignore_interrupts) as pool:
            waiting: deque[Future[Result | KgError]] = deque(
                pool.submit(_call, function, item) for item in itertools.islice(source, self.workers * WINDOW)
            )
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(_call, function, item) for item in itertools.islice(source, 1))


class RayExecutor:
    """Runs on a Ray cluster; needs the extra `ray`.

    Args:
        address: Address of the cluster ("auto" finds a running one); None starts one on this machine.
        workers: Calls in flight at a time.
    """

    def __init__(self, address: str | None = None, *, workers: int = 2) -> None:
        self.address = address
        self.workers = workers

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | KgError]:
        try:
            import ray
        except ImportError as error:
            raise ConfigError("the Ray executor needs an extra: pip install 'newsgraph[ray]'") from error
        if not ray.is_initialized():
            ray.init(address=self.address, include_dashboard=False, log_to_driver=False)
        call = ray.remote(_call)
        source = iter(items)
        waiting = deque(call.remote(function, item) for item in itertools.islice(source, self.workers * WINDOW))
        while waiting:
            yield ray.get(waiting.popleft())
            waiting.extend(call.remote(function, item) for item in itertools.islice(source, 1))


def make_executor(name: str | None, *, workers: int = 1, address: str | None = None) -> Executor:
    """The executor of that name (serial, process, ray); without a name, serial for one worker, else a pool."""
    name = name or ("process" if workers > 1 else "serial")
    if name == "serial":
        return SerialExecutor()
    if name == "process":
        return ProcessExecutor(max(workers, 1))
    if name == "ray":
        return RayExecutor(address, workers=max(workers, 2))
    raise ConfigError(f"unknown executor {name!r}: the executors are serial, process and ray")


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal: it is the driver's to decide how the run ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _call(function: Callable[[Item], Result], item: Item) -> Result | KgError:
    try:
        return function(item)
    except KgError as error:
        return error
