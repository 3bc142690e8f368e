"""A folder takes the place of another in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

# From <linux/fs.h> and <fcntl.h>.
_EXCHANGE = 2
_AT_FDCWD = -100


def exchange(new: Path, place: Path) -> None:
    """Put `new` in its place; what was there bears the name of `new` afterwards, where it is not an empty folder.

    Where the system or the file system cannot swap two names, what was there is moved out of the way first: killed
    between the two steps, it is found under `.NAME.replaced`.
    """
    if not place.exists() or not any(place.iterdir()):
        new.rename(place)
    elif not _swapped(new, place):
        replaced = place.with_name(f".{place.name}.replaced")
        place.rename(replaced)
        new.rename(place)
        replaced.rename(new)


def _swapped(one: Path, other: Path) -> bool:
    swap = getattr(ctypes.CDLL(None), "renameat2", None)
    if swap is None:
        return False
    return bool(swap(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)
