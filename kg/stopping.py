"""Ctrl-C and SIGTERM as a wish that a run looks for between two articles, so that it ends in good order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether the run is to end, and by which signal."""

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None

    def __call__(self) -> bool:
        return self.signal is not None

    @property
    def exit_code(self) -> int:
        """What a shell expects of a process that a signal has ended: 130 for Ctrl-C, 143 for SIGTERM; 0 if none did."""
        return 0 if self.signal is None else 128 + self.signal


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """Within the block the first signal only sets the wish; the second one ends the process as it would without us.

    For the main thread of a process only.
    """
    stop = Stop()

    def note(number: int, frame: FrameType | None) -> None:
        stop.signal = signal.Signals(number)
        for one in SIGNALS:
            signal.signal(one, former[one])

    former = {one: signal.signal(one, note) for one in SIGNALS}
    try:
        yield stop
    finally:
        for one in SIGNALS:
            signal.signal(one, former[one])
