"""What the server has done so far, counted for `/metrics`: requests, queries by outcome, their times, rows, memory."""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

# Seconds: from a kept answer to the longest limit that is usual.
BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


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


class Histogram:
    """How long things took. Safe to use from many threads."""

    def __init__(self, name: str, labels: str = "") -> None:
        self._name = name
        self._labels = labels
        self._counts = [0] * (len(BOUNDS) + 1)
        self._sum = 0.0
        self._lock = threading.Lock()

    def add(self, seconds: float) -> None:
        """Note one duration."""
        at = bisect_left(BOUNDS, seconds)
        with self._lock:
            self._counts[at] += 1
            self._sum += seconds

    def lines(self) -> list[str]:
        """The histogram in the Prometheus text format."""
        with self._lock:
            counts, total = list(self._counts), self._sum
        lines, so_far = [], 0
        comma = f"{self._labels}," if self._labels else ""
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
            so_far += count
            lines.append(f'{self._name}_bucket{{{comma}le="{bound}"}} {so_far}')
        labels = f"{{{self._labels}}}" if self._labels else ""
        return [*lines, f"{self._name}_sum{labels} {total:.6f}", f"{self._name}_count{labels} {so_far}"]


class Queries:
    """Queries and updates: how they ended, how long they took, what they gave. Safe to use from many threads."""

    def __init__(self) -> None:
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._sums: Counter[str] = Counter()
        self._times = {kind: Histogram("newsgraph_query_seconds", f'kind="{kind}"') for kind in ("query", "update")}
        self._lock = threading.Lock()

    def add(self, kind: str, outcome: str, *, seconds: float, rows: int, sent: int) -> None:
        """Note one query or update that has ended."""
        with self._lock:
            self._outcomes[(kind, outcome)] += 1
            self._sums["rows"] += rows
            self._sums["bytes"] += sent
        self._times[kind].add(seconds)

    def lines(self, killed: Iterable[str]) -> list[str]:
        """All of it in the Prometheus text format; `killed` are the outcomes that cost a process."""
        with self._lock:
            outcomes, sums = dict(self._outcomes), dict(self._sums)
        ended = [
            f'newsgraph_queries_total{{kind="{kind}",outcome="{outcome}"}} {count}'
            for (kind, outcome), count in sorted(outcomes.items())
        ]
        lost = [
            f'newsgraph_killed_total{{reason="{reason}"}} '
            f"{sum(count for (_, outcome), count in outcomes.items() if outcome == reason)}"
            for reason in killed
        ]
        return [
            *_headed("newsgraph_queries_total", "counter", "Queries and updates by how they ended.", ended),
            *_headed("newsgraph_killed_total", "counter", "Processes killed in mid-query, by reason.", lost),
            *_headed("newsgraph_rows_total", "counter", "Rows and triples sent.", [_plain("rows", sums)]),
            *_headed("newsgraph_bytes_total", "counter", "Bytes of answers, uncompressed.", [_plain("bytes", sums)]),
            *_headed(
                "newsgraph_query_seconds",
                "histogram",
                "Seconds from a query's arrival to the end of its answer.",
                [line for histogram in self._times.values() for line in histogram.lines()],
            ),
        ]


def process_lines(pids: Mapping[str, Iterable[int]]) -> list[str]:
    """Memory and open files of processes by their role, where the system tells them."""
    memory, files = [], []
    for role, members in pids.items():
        figures = [_figures(pid) for pid in members]
        memory.append(f'newsgraph_resident_bytes{{process="{role}"}} {sum(figure[0] for figure in figures)}')
        files.append(f'newsgraph_open_files{{process="{role}"}} {sum(figure[1] for figure in figures)}')
    return [
        *_headed("newsgraph_resident_bytes", "gauge", "Resident memory by process.", memory),
        *_headed("newsgraph_open_files", "gauge", "Open files by process.", files),
    ]


def _plain(name: str, sums: dict[str, int]) -> str:
    return f"newsgraph_{name}_total {sums.get(name, 0)}"


def _headed(name: str, kind: str, text: str, lines: list[str]) -> list[str]:
    return [f"# HELP {name} {text}", f"# TYPE {name} {kind}", *lines]


def _figures(pid: int) -> tuple[int, int]:
    """Resident bytes and open files of a process; zeros where they cannot be had."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE"), sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0, 0
