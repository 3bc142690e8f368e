"""Arguments of the user → the files to read."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from pathlib import Path

from kg.errors import ReadError

# Beside the articles of a folder their annotations are kept; a JSON file is no article. (JSON Lines is.)
SKIPPED_SUFFIXES = (".json",)


def find_inputs(arguments: Iterable[str]) -> list[Path]:
    """The files that the arguments name, without repetition, in the order of the arguments.

    A folder stands for all files in it, however deep, sorted by path; hidden ones and `*.json` are passed over. A
    pattern (`news/*.txt`, `**` for any depth) stands for what it matches. `-` is standard input, for `read_stream`.

    Raises:
        ReadError: An argument names nothing, or a folder has no file to read.
    """
    found: dict[Path, None] = {}
    for argument in arguments:
        found.update(dict.fromkeys(_expand(argument)))
    return list(found)


def _expand(argument: str) -> list[Path]:
    path = Path(argument)
    if argument == "-":
        return [path]
    try:
        if path.is_dir():
            return _folder(path)
        if path.exists() or path.is_symlink():
            return [path]
    except OSError as error:
        raise ReadError(f"{argument}: cannot be read: {error.strerror or error}") from error
    if glob.has_magic(argument):
        # pathlib has no pattern that may be absolute.
        matches = [Path(match) for match in sorted(glob.glob(argument, recursive=True))]  # noqa: PTH207
        files = [file for match in matches for file in (_folder(match, empty=True) if match.is_dir() else [match])]
        if files:
            return files
        raise ReadError(f"{argument}: no file matches the pattern")
    raise ReadError(f"{argument}: no such file or folder")


def _folder(folder: Path, *, empty: bool = False) -> list[Path]:
    """The files below a folder; unreadable ones and dangling links too: each is reported when it is read."""
    files: list[Path] = []
    # An unreadable folder comes back as an input of its own, for the same reason.
    for at, folders, names in os.walk(folder, onerror=lambda error: files.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files.extend(
            Path(at) / name
            for name in names
            if not name.startswith(".") and not name.lower().endswith(SKIPPED_SUFFIXES)
        )
    if not files and not empty:
        raise ReadError(f"{folder}: the folder holds no file to read")
    return sorted(files)
