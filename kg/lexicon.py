"""Word lists of the project: tab-separated tables in `data/gazetteer/`.

A table has a header line; `#` starts a comment line; a cell may hold several values separated by `|`. The files are
documented in `data/README.md`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from kg.errors import ResourceError


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a table as dictionaries by column name; ResourceError names the file and line of a broken row."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path}: cannot read the table: {error}") from error
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        raise ResourceError(f"{path}: the table has no header line")
    header = numbered[0][1].split("\t")
    rows = []
    for n, line in numbered[1:]:
        cells = next(csv.reader([line], delimiter="\t", quoting=csv.QUOTE_NONE))
        if len(cells) > len(header):
            raise ResourceError(f"{path}:{n}: {len(cells)} cells for {len(header)} columns")
        cells += [""] * (len(header) - len(cells))
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


def split_cell(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, in order, without blanks."""
    return tuple(value.strip() for value in cell.split("|") if value.strip())


class Lexicon:
    """The tables of one gazetteer folder, each read once, at first use.

    Args:
        folder: The folder that holds `NAME.tsv`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tables: dict[str, list[dict[str, str]]] = {}

    def rows(self, name: str) -> list[dict[str, str]]:
        """All rows of the table `name`."""
        if name not in self._tables:
            self._tables[name] = read_table(self.folder / f"{name}.tsv")
        return self._tables[name]

    def by(self, name: str, column: str) -> dict[str, dict[str, str]]:
        """The rows of the table `name` by the value of one column; a later row of the same value wins."""
        return {row[column]: row for row in self.rows(name)}

    def words(self, name: str, column: str = "word", **where: str) -> frozenset[str]:
        """One column of the table `name` as a set, over the rows where other columns have the values given."""
        return frozenset(
            row[column] for row in self.rows(name) if all(row[key] == value for key, value in where.items())
        )
