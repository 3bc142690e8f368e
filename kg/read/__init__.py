"""Inputs → Articles: decoding, formats, metadata, and what of a page is the article (`docs/reading.md`)."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from kg.errors import ReadError
from kg.lexicon import Lexicon
from kg.model.document import Article
from kg.read.choosing import Choice
from kg.read.decode import SURROGATE
from kg.read.inputs import find_inputs, weigh_inputs
from kg.read.reading import Found, Reader, Reading, limited
from kg.read.registry import load_readers
from kg.read.streams import Budget, open_stream
from kg.read.web import is_address, read_url

__all__ = [
    "Budget",
    "Choice",
    "Reader",
    "Reading",
    "find_inputs",
    "is_address",
    "load_readers",
    "read_articles",
    "read_stream",
    "read_url",
    "weigh_inputs",
]


def read_articles(
    path: Path,
    *,
    fields: Mapping[str, str] | None = None,
    lexicon: Lexicon | None = None,
    budget: Budget | None = None,
) -> Iterator[Article | ReadError]:
    """The articles of one file, whatever its format, and a ReadError for each thing in it that cannot be read.

    Nothing is raised for what is wrong with an input. Articles come one at a time, so that an archive of any size can
    be read. `Article.source` is the path as given.

    Args:
        path: The file; its format is told by its content, by its name only where that says nothing.
        fields: In which field of a record an article's field stands (`{"text": "story.body"}`), for JSON and tables.
        lexicon: The word lists; those of the installation if None.
        budget: A fresh one, for who wants to see how much of the file has been read (`budget.given`).
    """
    source = SURROGATE.sub("\ufffd", str(path))
    try:
        size = _checked_size(path, source)
        with path.open("rb") as file:
            budget = budget or Budget()
            budget.size = size
            yield from _read(file, source, budget=budget, fields=fields, lexicon=lexicon)
    except ReadError as error:
        yield error
    except FileNotFoundError:
        yield ReadError(f"{source}: no such file")
    # ValueError: a name that no file can have.
    except (OSError, ValueError) as error:
        yield ReadError(f"{source}: cannot be read: {getattr(error, 'strerror', None) or error}")


def read_stream(
    data: bytes | BinaryIO,
    source: str,
    *,
    fields: Mapping[str, str] | None = None,
    lexicon: Lexicon | None = None,
) -> Iterator[Article | ReadError]:
    """The articles in what came from elsewhere (standard input, a download); `source` is what it is called.

    Args:
        data: The bytes, or a binary stream of them, which need not be seekable.
        source: The name.
        fields: As for `read_articles`.
        lexicon: The word lists; those of the installation if None.
    """
    size = len(data) if isinstance(data, bytes) else None
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    yield from _read(file, source, budget=Budget(size=size), fields=fields, lexicon=lexicon)


def _read(
    file: BinaryIO, source: str, *, budget: Budget, fields: Mapping[str, str] | None, lexicon: Lexicon | None
) -> Iterator[Found]:
    try:
        reading = Reading(source, load_readers(fields), lexicon=lexicon, size=budget.size, budget=budget)
    except ReadError as error:
        yield ReadError(f"{source}: not read: {error}")
        return
    for found in limited(reading.read(open_stream(file, budget)), reading.error):
        yield replace(found, source=source) if isinstance(found, Article) else found


def _checked_size(path: Path, source: str) -> int:
    """The size of a file; ReadError for whatever is none: a pipe or device would block the reader or never end."""
    if path.is_symlink() and not path.exists():
        raise ReadError(f"{source}: is a link to a file that does not exist")
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise ReadError(f"{source}: is a folder: give its files, or let find_inputs list them")
    if not stat.S_ISREG(found.st_mode):
        raise ReadError(
            f"{source}: is a pipe, device or socket, not a file: save its text, or give it as standard input"
        )
    return found.st_size
