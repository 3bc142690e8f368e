"""Steps from one store format to the next, taken when a store of an older format is opened to be written.

A step gets the store's folder, locked and with its database closed, and leaves it in the next format. It may be killed
and started again, so each of its own steps must be safe to repeat; `store.json` names the new format only afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

# By the format that a step starts from. Format 1 is the first, so there is none yet.
MIGRATIONS: dict[int, Callable[[Path], None]] = {}


def can_migrate(version: int, wanted: int) -> bool:
    """Whether steps lead from one format to a newer one."""
    return version < wanted and all(step in MIGRATIONS for step in range(version, wanted))
