"""Where extraction runs: in this process, in a pool of processes, or on Ray.

An executor has one method, `map(function, items)`: it yields the results in the order of the items and holds only a
bounded number of items at a time, whatever their number. A call that raises a KgError yields that error in its place;
the others go on. Outside the driver an item may also hang or end its process: it gives a WorkerLostError.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Protocol, TypeVar

from kg.errors import ConfigError, KgError, WorkerLostError
from kg.workers import TRIES, Limits, WorkerPool

Item = TypeVar("Item")
Result = TypeVar("Result")

SHARD = 16
"""Articles in a task of the cluster: a second or two of work, so that the way there and back is small beside it."""


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
    """Runs in processes on this machine, which are replaced when they hang or die.

    Args:
        workers: Number of processes.
        limits: What each may use.
    """

    def __init__(self, workers: int, *, limits: Limits | None = None) -> None:
        self.workers = workers
        self.limits = limits or Limits()

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | KgError]:
        return WorkerPool(function, self.workers, self.limits).run(items)


class RayExecutor:
    """Runs on a Ray cluster; needs the extra `ray`.

    Items go out in shards, each one task. A shard is a function of its items alone, so that Ray may do it again when a
    worker or a node is lost, and again elsewhere; what comes back is the same. A shard that is lost more often than
    that is taken apart: its items are tried one by one, and only the one that its worker dies of is given up.

    Args:
        address: Address of the cluster ("auto" finds a running one); None starts one on this machine.
        workers: Shards in flight at a time; 0 asks the cluster for its processors.
        limits: What a worker may use; seconds are counted for a shard as a whole.
        shard: Items in a shard.
    """

    def __init__(
        self, address: str | None = None, *, workers: int = 0, limits: Limits | None = None, shard: int = SHARD
    ) -> None:
        self.address = address
        self.workers = workers
        self.limits = limits or Limits()
        self.shard = shard

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result | KgError]:
        try:
            import ray
        except ImportError as error:
            raise ConfigError("the Ray executor needs an extra: pip install 'newsgraph[ray]'") from error
        if not ray.is_initialized():
            ray.init(address=self.address, include_dashboard=False, log_to_driver=False)
        work = ray.remote(max_retries=TRIES, num_cpus=1)(_call_all).remote
        shards = _shards(items, self.shard)
        at_once = 2 * (self.workers or max(int(ray.cluster_resources().get("CPU", 1)), 1))
        waiting = deque((held, work(function, held)) for held in itertools.islice(shards, at_once))
        while waiting:
            held, promise = waiting.popleft()
            yield from self._results(ray, partial(work, function), held, promise)
            waiting.extend((held, work(function, held)) for held in itertools.islice(shards, 1))

    def _results(
        self, ray: Any, work: Callable[[list[Item]], Any], held: list[Item], promise: Any
    ) -> Iterator[Result | KgError]:
        """The results of a shard; of one that is lost for good those of its items, each tried by itself."""
        try:
            yield from ray.get(promise, timeout=self.limits.seconds * len(held) or None)
        except ray.exceptions.RayError as error:
            ray.cancel(promise, force=True)
            if len(held) == 1:
                reason = str(error).strip().partition("\n")[0]
                yield WorkerLostError(f"the cluster lost it: {reason or type(error).__name__}", item=held[0])
                return
            for item in held:
                yield from self._results(ray, work, [item], work([item]))


def _shards(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    source = iter(items)
    while shard := list(itertools.islice(source, size)):
        yield shard


def make_executor(
    name: str | None, *, workers: int = 1, address: str | None = None, limits: Limits | None = None
) -> Executor:
    """The executor of that name (serial, process, ray); without a name, serial for one worker, else a pool."""
    name = name or ("process" if workers > 1 else "serial")
    if name == "serial":
        return SerialExecutor()
    if name == "process":
        return ProcessExecutor(max(workers, 1), limits=limits)
    if name == "ray":
        return RayExecutor(address, workers=workers if workers > 1 else 0, limits=limits)
    raise ConfigError(f"unknown executor {name!r}: the executors are serial, process and ray")


def _call_all(function: Callable[[Item], Result], items: list[Item]) -> list[Result | KgError]:
    """A shard's results; what a task does, wherever and however often."""
    return [_call(function, item) for item in items]


def _call(function: Callable[[Item], Result], item: Item) -> Result | KgError:
    try:
        return function(item)
    except KgError as error:
        return error
