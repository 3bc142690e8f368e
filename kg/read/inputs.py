"""Arguments of the user → the files to read, listed while they are read: no list of a large folder is ever held."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from kg.errors import ReadError
from kg.read.documents import holds_articles
from kg.read.fields import FieldMap

# Beside the articles of a folder their annotations are kept; such a file is listed only if it holds articles.
DOUBTFUL_SUFFIXES = (".json",)


def find_inputs(arguments: Iterable[str], *, fields: FieldMap | None = None) -> Iterator[Path]:
    """The files that the arguments name, without repetition, in the order of the arguments.

    A folder stands for all files in it, however deep, sorted by path; hidden ones are passed over, and JSON without
    articles in it. A pattern (`news/*.txt`, `**` for any depth) stands for what it matches. `-` is standard input, for
    `read_stream`.

    Args:
        arguments: What the user names.
        fields: By which names JSON holds articles.

    Raises:
        ReadError: On its turn, an argument that names nothing, or a folder that has no file to read.
    """
    given = list(arguments)
    seen: set[Path] = set()
    for argument in given:
        for path in _expand(argument, fields or FieldMap()):
            if path in seen:
                continue
            # One argument names nothing twice, so that nothing need be remembered of it.
            if len(given) > 1:
                seen.add(path)
            yield path


def _expand(argument: str, fields: FieldMap) -> Iterator[Path]:
    path = Path(argument)
    if argument == "-":
        return iter((path,))
    try:
        if path.is_dir():
            return _filled(_folder(path, fields), f"{path}: the folder holds no file to read")
        if path.exists() or path.is_symlink():
            return iter((path,))
    except OSError as error:
        raise ReadError(f"{argument}: cannot be read: {error.strerror or error}") from error
    if glob.has_magic(argument):
        return _filled(_matches(argument, fields), f"{argument}: no file matches the pattern")
    raise ReadError(f"{argument}: no such file or folder")


def _filled(paths: Iterator[Path], message: str) -> Iterator[Path]:
    """The paths; an error if there is none."""
    first = next(paths, None)
    if first is None:
        raise ReadError(message)
    return chain((first,), paths)


def _matches(pattern: str, fields: FieldMap) -> Iterator[Path]:
    # pathlib has no pattern that may be absolute.
    matches = [Path(match) for match in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207
    found = chain.from_iterable(_folder(match, fields) if match.is_dir() else (match,) for match in matches)
    # `news/**` matches a folder, and what is in it as well.
    return iter(dict.fromkeys(found))


def _folder(folder: Path, fields: FieldMap) -> Iterator[Path]:
    """The files below a folder; unreadable ones and dangling links too: each is reported when it is read."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink()) for entry in listing)
    except OSError:
        # It comes back as an input of its own, for the same reason.
        yield folder
        return
    for name, is_folder, is_link in entries:
        path = folder / name
        if name.startswith("."):
            continue
        if is_folder:
            yield from _folder(path, fields)
        elif not (is_link and path.is_dir()) and (
            not name.lower().endswith(DOUBTFUL_SUFFIXES) or _is_wanted(path, fields)
        ):
            yield path


def _is_wanted(path: Path, fields: FieldMap) -> bool:
    return path.is_file() and holds_articles(path, fields)


def weigh_inputs(arguments: Iterable[str], *, most: int = 200_000) -> int | None:
    """About how many bytes the files have that the arguments name, for who wants to tell how far a run has come.

    None where that is not known: standard input, an address, or more than `most` files. Nothing is opened.
    """
    total = 0
    for number, size in enumerate(_sizes(arguments)):
        if size is None or number >= most:
            return None
        total += size
    return total


def _sizes(arguments: Iterable[str]) -> Iterator[int | None]:
    """The size of each file, None for what has none."""
    for argument in arguments:
        if argument == "-" or "://" in argument:
            yield None
            continue
        # pathlib has no pattern that may be absolute.
        named = Path(argument).exists() or not glob.has_magic(argument)
        for path in (argument,) if named else glob.iglob(argument, recursive=True):  # noqa: PTH207
            yield from _sizes_below(path)


def _sizes_below(path: str) -> Iterator[int]:
    try:
        if not Path(path).is_dir():
            yield Path(path).stat().st_size
            return
        with os.scandir(path) as listing:
            for entry in listing:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from _sizes_below(entry.path)
                elif entry.is_file():
                    yield entry.stat().st_size
    except OSError:
        return
