"""Inputs → Articles: decoding, formats, metadata, and what of a page is the article (`docs/reading.md`)."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from kg.errors import ReadError
from kg.lexicon import Lexicon
from kg.model.document import Article
from kg.read.decode import check_size, decode_text
from kg.read.feed import looks_like_feed, read_feed
from kg.read.html import read_html
from kg.read.inputs import find_inputs
from kg.read.markup import looks_like_html
from kg.read.plain import read_plain
from kg.read.records import looks_like_records, read_records

__all__ = ["find_inputs", "read_articles", "read_stream"]


def read_articles(path: Path, *, lexicon: Lexicon | None = None) -> Iterator[Article]:
    """The articles of one file: one of a text or page, several of a feed or of JSON Lines.

    `Article.source` is the path as given.

    Args:
        path: The file; its format is told by its content, never by its name.
        lexicon: The word lists; those of the installation if None.

    Raises:
        ReadError: The file cannot be read, is too large, or holds no text; the message names it and says what to do.
    """
    source = str(path)
    yield from read_stream(_bytes(path, source), source, lexicon=lexicon)


def read_stream(data: bytes, source: str, *, lexicon: Lexicon | None = None) -> Iterator[Article]:
    """The articles in bytes that came from elsewhere (standard input, a download); `source` is what they are called.

    Raises:
        ReadError: As `read_articles`.
    """
    text = decode_text(data, source)
    if looks_like_feed(text):
        yield from read_feed(text, source, lexicon=lexicon)
    elif looks_like_html(text):
        yield read_html(text, source, lexicon=lexicon)
    elif looks_like_records(text):
        yield from read_records(text, source, lexicon=lexicon)
    else:
        yield read_plain(text, source, lexicon=lexicon)


def _bytes(path: Path, source: str) -> bytes:
    try:
        _check_kind(path, source)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"{source}: no such file") from error
    # ValueError: a name that no file can have.
    except (OSError, ValueError) as error:
        raise ReadError(f"{source}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _check_kind(path: Path, source: str) -> None:
    """ReadError for whatever is no file of a fair size; a pipe or device would block the reader or never end."""
    if path.is_symlink() and not path.exists():
        raise ReadError(f"{source}: is a link to a file that does not exist")
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise ReadError(f"{source}: is a folder: give its files, or let find_inputs list them")
    if not stat.S_ISREG(found.st_mode):
        raise ReadError(
            f"{source}: is a pipe, device or socket, not a file: save its text, or give it as standard input"
        )
    check_size(found.st_size, source)
