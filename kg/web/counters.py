"""Requests answered, counted for `/metrics`."""

from __future__ import annotations

import threading
from collections import Counter


class Requests:
    """Requests answered, by method, route and status. Safe to use from many threads."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._lock = threading.Lock()

    def count(self, method: str, route: str, status: int) -> None:
        """Note one answer."""
        with self._lock:
            self._counts[(method, route, status)] += 1

    def lines(self) -> list[str]:
        """The counts in the Prometheus text format."""
        with self._lock:
            counted = sorted(self._counts.items())
        return [
            f'newsgraph_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
            for (method, route, status), count in counted
        ]
