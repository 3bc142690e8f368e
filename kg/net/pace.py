"""How fast one host is asked: how many requests at once, how far apart, and not before it said it may be again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Clock = Callable[[], float]
Sleep = Callable[[float], None]


class Pace:
    """The turns of the requests to one host; shared by all threads that ask it.

    Args:
        interval: Least seconds between the beginnings of two requests.
        concurrency: Most requests in flight at once.
        clock: Seconds that never go back.
        sleep: Waits so many seconds.
    """

    def __init__(self, *, interval: float, concurrency: int, clock: Clock, sleep: Sleep) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._slots = threading.BoundedSemaphore(concurrency)
        self._lock = threading.Lock()
        self._next = clock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until it is this request's turn, and keeps one of the places in flight while it runs."""
        with self._slots:
            wait = self._reserve()
            if wait > 0:
                self._sleep(wait)
            yield

    def hold(self, seconds: float) -> None:
        """Lets nobody ask for so long, counted from now."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)

    def slow_down(self, interval: float) -> None:
        """Leaves at least so many seconds between two requests from now on."""
        with self._lock:
            self._interval = max(self._interval, interval)

    def _reserve(self) -> float:
        with self._lock:
            now = self._clock()
            start = max(now, self._next)
            self._next = start + self._interval
            return start - now
