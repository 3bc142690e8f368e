"""Keeps a store current: looks at its inputs again and again, and builds when something has changed.

Files are told apart by path, size and time of change, so a look costs one listing. A file that is still being written
is left for the next look. Addresses are read at every look, as only their servers know whether they have changed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.config import Settings
from kg.errors import ReadError, StoreLockedError
from kg.read import find_inputs, is_address
from kg.reports import BuildReport

log = logging.getLogger(__name__)

SLICE = 0.2
"""Seconds after which a wish to stop is noticed."""
SETTLED = 0.5
"""Seconds for which a file must not have changed: who writes it has done."""

Build = Callable[[Sequence[str]], BuildReport]
Look = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Round:
    """One look that led to a build: how many files were new, changed or gone, and what the build did."""

    changed: int
    report: BuildReport


def watch(
    inputs: Sequence[str],
    settings: Settings,
    build: Build,
    *,
    interval: float,
    stop: Callable[[], bool],
) -> Iterator[Round]:
    """Build at once, then whenever something has changed, until `stop` is true.

    A store that somebody else is writing is tried again at the next look.

    Args:
        inputs: Files, folders, globs, addresses.
        settings: Whose folder of the store is passed over.
        build: Builds the inputs.
        interval: Seconds between two looks.
        stop: Asked between looks and while waiting.
    """
    known: Look | None = None
    while not stop():
        seen = look(inputs, settings.store)
        if seen != known and _settled(inputs, settings.store, seen, stop):
            try:
                report = build(inputs)
            except StoreLockedError as error:
                log.warning("%s; trying again in %g seconds", error, interval)
            else:
                yield Round(_differences(known or {}, seen), report)
                known = None if any(is_address(name) for name in inputs) else seen
        _wait(interval, stop)


def look(inputs: Sequence[str], store: Path) -> Look:
    """The files of the inputs with size and time of change; what is in the store's folder is passed over."""
    found: Look = {}
    for path in _files(inputs):
        try:
            if store.resolve() not in path.resolve().parents:
                status = path.stat()
                found[str(path)] = (status.st_size, status.st_mtime_ns)
        except OSError:
            continue  # gone between listing and look: the next look sees it
    return found


def _files(inputs: Sequence[str]) -> Iterator[Path]:
    for name in inputs:
        if is_address(name):
            continue
        try:
            yield from (path for path in find_inputs([name]) if isinstance(path, Path))
        except ReadError as error:
            log.info("%s", error)


def _settled(inputs: Sequence[str], store: Path, seen: Look, stop: Callable[[], bool]) -> bool:
    """Whether nothing changes any more. No clock is asked for that: a clock may stand wrong."""
    _wait(SETTLED, stop)
    return look(inputs, store) == seen


def _differences(before: Look, now: Look) -> int:
    return sum(before.get(name) != now.get(name) for name in before.keys() | now.keys())


def _wait(seconds: float, stop: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not stop() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, SLICE))
