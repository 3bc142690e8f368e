"""Tab-separated tables of the authority, read line by line with the line number at hand for error messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import ResourceError


def read_text(path: Path) -> str:
    """The whole file; ResourceError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}: cannot read the table: {error}") from error


def read_rows(path: Path, *, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row below the header; short rows are filled up, long ones are a ResourceError."""
    header = False
    for n, line in enumerate(read_text(path).split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        if not header:
            header = True
            continue
        cells = line.split("\t")
        if len(cells) > columns:
            raise ResourceError(f"{path}:{n}: {len(cells)} cells for {columns} columns")
        yield n, cells + [""] * (columns - len(cells))
    if not header:
        raise ResourceError(f"{path}: the table has no header line")


def values(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several."""
    return tuple(value for value in cell.split("|") if value)


def year(cell: str) -> int | None:
    """A year, or None for an empty cell; ValueError if it is no number."""
    return int(cell) if cell else None
