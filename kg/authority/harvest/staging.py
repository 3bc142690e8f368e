"""Where a harvest keeps what it has so far: one SQLite file, which is the checkpoint too.

A harvest that stops, for whatever reason, goes on from here; the same file serves dumps and endpoints.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from kg.authority.folding import fold
from kg.authority.harvest.statements import Item, decode, encode
from kg.errors import ResourceError

SCHEMA = """
CREATE TABLE IF NOT EXISTS item (kind TEXT, qid TEXT, prior INTEGER, folded TEXT, body TEXT NOT NULL,
    PRIMARY KEY (kind, qid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS wanted (kind TEXT, qid TEXT, PRIMARY KEY (kind, qid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS step (name TEXT PRIMARY KEY, cursor TEXT NOT NULL, done INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
PERSON, OFFICE, ORGANIZATION = "person", "office", "organization"
# Sitelinks of the most written about persons: the prior of one who has so many is 100 before it is cut.
MOST_SITELINKS = 300


class Staging:
    """The items taken so far and how far each step has come. Use as a context manager; what is not committed is lost.

    Args:
        path: The file; made if it is not there.
        purpose: What is harvested from where; a file of another purpose is refused.
    """

    def __init__(self, path: Path, purpose: str) -> None:
        try:
            self._connection = sqlite3.connect(path)
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(SCHEMA)
            self._connection.execute("INSERT OR IGNORE INTO meta VALUES ('purpose', ?)", (purpose,))
            self._connection.commit()
        except sqlite3.Error as error:
            raise ResourceError(f"{path}: cannot keep a harvest here: {error}") from error
        (known,) = self._connection.execute("SELECT value FROM meta WHERE key = 'purpose'").fetchone()
        if known != purpose:
            self.close()
            raise ResourceError(f"{path}: keeps another harvest: delete it, or give --staging another file")

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def put(self, kind: str, item: Item) -> None:
        """Keep an item; it takes the place of what was kept of it before."""
        row = (kind, item.qid, prior(item.sitelinks), fold(item.label), encode(item))
        self._connection.execute("INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?, ?)", row)

    def get(self, kind: str, qid: str) -> Item | None:
        """An item; None if it is not kept."""
        found = self._connection.execute("SELECT body FROM item WHERE kind = ? AND qid = ?", (kind, qid)).fetchone()
        return decode(found[0]) if found else None

    def items(self, kind: str) -> Iterator[tuple[int, Item]]:
        """Items with their prior, the most prominent first."""
        rows = self._connection.execute(
            "SELECT prior, body FROM item WHERE kind = ? ORDER BY prior DESC, folded, qid", (kind,)
        )
        return ((prior, decode(body)) for prior, body in rows)

    def count(self, kind: str) -> int:
        """How many items are kept."""
        found: int = self._connection.execute("SELECT count(*) FROM item WHERE kind = ?", (kind,)).fetchone()[0]
        return found

    def want(self, kind: str, qids: Sequence[str]) -> None:
        """Note items to be fetched."""
        self._connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?, ?)", [(kind, qid) for qid in qids])

    def missing(self, kind: str, *, after: str, limit: int) -> list[str]:
        """The next items that were noted and are not kept, in code point order."""
        rows = self._connection.execute(
            "SELECT qid FROM wanted WHERE kind = ? AND qid > ? AND NOT EXISTS"
            " (SELECT 1 FROM item WHERE item.kind = wanted.kind AND item.qid = wanted.qid) ORDER BY qid LIMIT ?",
            (kind, after, limit),
        )
        return [qid for (qid,) in rows]

    def cursor(self, step: str) -> tuple[str, bool]:
        """How far a step has come, and whether it is done."""
        found = self._connection.execute("SELECT cursor, done FROM step WHERE name = ?", (step,)).fetchone()
        return (found[0], bool(found[1])) if found else ("", False)

    def advance(self, step: str, cursor: str, *, done: bool = False) -> None:
        """Note how far a step has come, and make all that was kept until now last."""
        self._connection.execute("INSERT OR REPLACE INTO step VALUES (?, ?, ?)", (step, cursor, done))
        self._connection.commit()


def prior(sitelinks: int) -> int:
    """The prominence (1 to 99) of a person with so many pages."""
    return min(99, max(1, round(100 * math.log1p(sitelinks) / math.log1p(MOST_SITELINKS))))
