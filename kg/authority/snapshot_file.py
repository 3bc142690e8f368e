"""The SQLite file of a snapshot: its tables, how it is opened, and its indexes of names as mappings.

| table | holds |
|---|---|
| meta | form, folding rules, digest of the content, where it comes from |
| person | the cells of `persons.tsv`, most prominent first; `id` counts from 0 |
| item | the person of a Wikidata item |
| name | for each index and key the persons, as row numbers in order |
| organization | the cells of `organizations.tsv` |
| spelling | forms of names that stand for one another |
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import threading
import tokenize
from array import array
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from kg.authority import folding
from kg.errors import ResourceError

# Marks a SQLite file as ours.
APPLICATION = 0x4E476175
FORMAT = 1
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE person (id INTEGER PRIMARY KEY, qid TEXT NOT NULL, label TEXT NOT NULL, aliases TEXT NOT NULL,
    gender TEXT NOT NULL, born TEXT NOT NULL, died TEXT NOT NULL, countries TEXT NOT NULL, offices TEXT NOT NULL,
    prior TEXT NOT NULL, asof TEXT NOT NULL, source TEXT NOT NULL);
CREATE TABLE item (qid TEXT PRIMARY KEY, person INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE name (kind INTEGER, key TEXT, persons BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE organization (id INTEGER PRIMARY KEY, qid TEXT NOT NULL, label TEXT NOT NULL, aliases TEXT NOT NULL,
    country TEXT NOT NULL, source TEXT NOT NULL);
CREATE TABLE spelling (form TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
"""
# Tokens that change nothing of what a module does.
SILENT = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER})
STARTS = frozenset({tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT})


class NameIndex(IntEnum):
    """The indexes of names, by what their keys are."""

    LABEL = 1
    ALIAS = 2
    DERIVED = 3
    LOOSE = 4
    SURNAME = 5
    HOLDER = 6


@cache
def folding_digest() -> str:
    """Tells whether two versions of the program fold names alike: an index built by other rules would miss silently.

    It is a digest of the rules themselves, comments and docstrings apart.
    """
    kept: list[str] = []
    last = tokenize.NEWLINE
    with tokenize.open(folding.__file__) as source:
        for token in tokenize.generate_tokens(source.readline):
            if token.type in SILENT or (token.type == tokenize.STRING and last in STARTS):
                continue
            last = token.type
            kept.append({tokenize.INDENT: ">", tokenize.DEDENT: "<"}.get(token.type, token.string))
    return hashlib.sha256("".join(kept).encode()).hexdigest()[:16]


class SnapshotFile:
    """The file, opened read-only and immutable: one connection for each process and thread, no lock, no journal.

    A snapshot is replaced by renaming another over it; who has the old one open goes on reading the old one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        # What a child process inherits by fork is not its own: it opens the file itself.
        if getattr(self._local, "pid", None) != os.getpid():
            self._local.connection = self._open()
            self._local.pid = os.getpid()
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _open(self) -> sqlite3.Connection:
        try:
            address = f"{self.path.resolve(strict=True).as_uri()}?mode=ro&immutable=1"
            return sqlite3.connect(address, uri=True)
        except (OSError, sqlite3.Error) as error:
            raise ResourceError(f"{self.path}: cannot open the authority: {error}") from error

    def close(self) -> None:
        """Close the connection of this thread; the next look-up opens it again."""
        if getattr(self._local, "pid", None) == os.getpid():
            self._local.connection.close()
            self._local.pid = None

    def cursor(self, sql: str, *parameters: object) -> sqlite3.Cursor:
        """The rows of a query, one by one; ResourceError if the file is broken."""
        try:
            return self._connection().execute(sql, parameters)
        except sqlite3.Error as error:
            raise ResourceError(f"{self.path}: the authority cannot be read: {error}") from error

    def row(self, sql: str, *parameters: object) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        try:
            found: tuple[Any, ...] | None = self._connection().execute(sql, parameters).fetchone()
        except sqlite3.Error as error:
            raise ResourceError(f"{self.path}: the authority cannot be read: {error}") from error
        return found

    def checked(self) -> dict[str, str]:
        """What the file says of itself; ResourceError if it is none of ours, or of another version."""
        mark = self.row("PRAGMA application_id")
        if mark is None or mark[0] != APPLICATION:
            raise ResourceError(f"{self.path}: no authority: build one with `kg authority build`")
        found = dict(self.cursor("SELECT key, value FROM meta"))
        for key, own in (("format", str(FORMAT)), ("folding", folding_digest())):
            if found.get(key) != own:
                raise ResourceError(f"{self.path}: built by another version of newsgraph ({key}): build it again")
        return found


class StoredIndex(Mapping[str, Sequence[int]]):
    """One index of a snapshot, as the mapping that a `PersonTable` would hold in memory."""

    def __init__(self, file: SnapshotFile, kind: NameIndex) -> None:
        self._file = file
        self._kind = int(kind)

    def __getitem__(self, key: str) -> Sequence[int]:
        found = self._file.row("SELECT persons FROM name WHERE kind = ? AND key = ?", self._kind, key)
        if found is None:
            raise KeyError(key)
        return unpack(found[0])

    def __contains__(self, key: object) -> bool:
        return self._file.row("SELECT 1 FROM name WHERE kind = ? AND key = ?", self._kind, key) is not None

    def __iter__(self) -> Iterator[str]:
        return (key for (key,) in self._file.cursor("SELECT key FROM name WHERE kind = ? ORDER BY key", self._kind))

    def __len__(self) -> int:
        found = self._file.row("SELECT count(*) FROM name WHERE kind = ?", self._kind)
        return found[0] if found else 0


class HolderIndex(Mapping[tuple[str, str], Sequence[int]]):
    """Persons by class and state of the offices held."""

    def __init__(self, file: SnapshotFile) -> None:
        self._stored = StoredIndex(file, NameIndex.HOLDER)

    def __getitem__(self, key: tuple[str, str]) -> Sequence[int]:
        return self._stored[holder_key(key)]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for key in self._stored:
            office_class, _, state = key.partition("\t")
            yield office_class, state

    def __len__(self) -> int:
        return len(self._stored)


def holder_key(key: tuple[str, str]) -> str:
    """Class and state as one key."""
    return "\t".join(key)


def pack(rows: Sequence[int]) -> bytes:
    """Row numbers as they lie in the file: four bytes each, the least significant first."""
    packed = array("I", rows)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(packed: bytes) -> Sequence[int]:
    """The row numbers of `pack`."""
    rows = array("I")
    rows.frombytes(packed)
    if sys.byteorder == "big":
        rows.byteswap()
    return rows
