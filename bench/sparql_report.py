"""The tables of the SPARQL bench: as Markdown, as an HTML page with bars, as plots where matplotlib is installed."""

from __future__ import annotations

import html
import sys
from dataclasses import dataclass, field
from pathlib import Path

_STYLE = """body{font:15px/1.4 system-ui,sans-serif;margin:2em;color:#222}table{border-collapse:collapse;margin:0 0 2em}
td,th{padding:.25em .7em;border-bottom:1px solid #ddd;text-align:right}td:first-child,th:first-child{text-align:left}
.bar{height:.35em;background:#4a7ab5;min-width:1px}"""


@dataclass(slots=True)
class Table:
    """A table with a title; the columns named in `plotted` are drawn too, by the first number of each cell."""

    title: str
    head: list[str]
    rows: list[list[str]] = field(default_factory=list)
    plotted: tuple[str, ...] = ()

    def add(self, *cells: object) -> None:
        self.rows.append(["-" if cell is None else str(cell) for cell in cells])

    def to_markdown(self) -> str:
        lines = [f"\n{self.title}\n", _line(self.head), _line(["---"] * len(self.head)), *map(_line, self.rows)]
        return "\n".join(lines)

    def numbers(self, column: str) -> list[float]:
        """The first number of each cell of a column, 0 where there is none."""
        at = self.head.index(column)
        return [_number(row[at]) for row in self.rows]


def write_html(path: Path, tables: list[Table]) -> None:
    body = "".join(_html_table(table) for table in tables)
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><title>SPARQL bench</title><style>{_STYLE}</style>{body}\n',
        encoding="utf-8",
    )


def write_png(folder: Path, tables: list[Table]) -> None:
    """One plot for each table that has plotted columns; says so if matplotlib is not installed."""
    try:
        import matplotlib as mpl
    except ImportError:
        print("no plots: matplotlib is not installed (--html draws bars without it)", file=sys.stderr)
        return
    mpl.use("Agg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    for number, table in enumerate(table for table in tables if table.plotted):
        figure, axes = pyplot.subplots(figsize=(10, 5), layout="constrained")
        width = 0.8 / len(table.plotted)
        for at, column in enumerate(table.plotted):
            places = [row + at * width for row in range(len(table.rows))]
            axes.bar(places, table.numbers(column), width, label=column)
        axes.set_yscale("log")
        axes.set_xticks([row + 0.4 - width / 2 for row in range(len(table.rows))], [row[0] for row in table.rows])
        axes.tick_params(axis="x", rotation=30)
        axes.set_title(table.title)
        axes.legend()
        figure.savefig(folder / f"sparql-{number + 1}.png", dpi=120)
        pyplot.close(figure)


def _html_table(table: Table) -> str:
    head = "".join(f"<th>{html.escape(cell)}" for cell in table.head)
    rows = "".join(f"<tr>{_html_row(table, row)}" for row in table.rows)
    return f"<h2>{html.escape(table.title)}</h2><table><tr>{head}{rows}</table>"


def _html_row(table: Table, row: list[str]) -> str:
    numbers = {name: _number(cell) for name, cell in zip(table.head, row, strict=True) if name in table.plotted}
    most = max(numbers.values(), default=0.0) or 1.0
    cells = []
    for name, cell in zip(table.head, row, strict=True):
        bar = f'<div class="bar" style="width:{100 * numbers[name] / most:.0f}%"></div>' if name in numbers else ""
        cells.append(f"<td>{html.escape(cell)}{bar}")
    return "".join(cells)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(cell: str) -> float:
    word = cell.split(" ")[0].replace(",", "")
    try:
        return float(word)
    except ValueError:
        return 0.0
