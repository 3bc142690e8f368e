"""Lines that come in any order → the same lines sorted by their bytes, in memory that does not grow with them."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO

# Lines that are sorted in memory; more go through files. About 100 MB.
SORT_LINES = 500_000


class LineSorter:
    """A stream that takes lines and gives them back sorted, in sorted runs on disk where there are many."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._rest = b""
        self._lines: list[bytes] = []
        self._runs: list[IO[bytes]] = []

    def write(self, data: bytes) -> int:
        *whole, self._rest = (self._rest + data).split(b"\n")
        self._lines.extend(whole)
        if len(self._lines) >= SORT_LINES:
            self._spill()
        return len(data)

    def flush(self) -> None:
        """Nothing to do: the lines are given back at the end."""

    def lines(self) -> Iterator[bytes]:
        """All lines in order, each with its end."""
        parts: list[Iterable[bytes]] = [(line.rstrip(b"\n") for line in run) for run in self._runs]
        for run in self._runs:
            run.seek(0)
        for line in heapq.merge(*parts, sorted(self._lines)):
            yield line + b"\n"

    def _spill(self) -> None:
        run: IO[bytes] = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
        run.writelines(line + b"\n" for line in sorted(self._lines))
        self._runs.append(run)
        self._lines = []
