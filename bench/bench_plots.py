"""Plots of a bench's figures as SVG: lines over logarithmic axes, nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 130, 40, 50
FONT = 'font-family="sans-serif" font-size="12"'
COLOURS = ("#1b6ca8", "#c8553d", "#2e8b57", "#8e5ea2", "#b8860b", "#555555")


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and its points."""

    name: str
    points: Sequence[tuple[float, float]]


def line_plot(series: Sequence[Series], *, title: str, x_label: str, y_label: str) -> str:
    """An SVG document with the lines over logarithmic axes; points at or below zero are left out."""
    kept = [Series(each.name, [(x, y) for x, y in each.points if x > 0 and y > 0]) for each in series]
    points = [point for each in kept for point in each.points]
    x_axis, y_axis = (
        _Axis([x for x, _ in points], LEFT, WIDTH - RIGHT),
        _Axis([y for _, y in points], HEIGHT - BOTTOM, TOP),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="14">{escape(title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_label)}</text>',
        f'<text x="14" y="{TOP - 8}">{escape(y_label)}</text>',
    ]
    for value in x_axis.ticks():
        at = x_axis.place(value)
        parts.append(f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#dddddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:,g}</text>')
    for value in y_axis.ticks():
        at = y_axis.place(value)
        parts.append(f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{value:,g}</text>')
    for number, each in enumerate(kept):
        parts += _line(each, COLOURS[number % len(COLOURS)], x_axis, y_axis, TOP + 16 + 20 * number)
    return "\n".join([*parts, "</svg>", ""])


def _line(series: Series, colour: str, x_axis: _Axis, y_axis: _Axis, legend: float) -> list[str]:
    places = [(x_axis.place(x), y_axis.place(y)) for x, y in series.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
    at = WIDTH - RIGHT + 12
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *dots,
        f'<line x1="{at}" y1="{legend - 4}" x2="{at + 18}" y2="{legend - 4}" stroke="{colour}" stroke-width="2"/>',
        f'<text x="{at + 24}" y="{legend}">{escape(series.name)}</text>',
    ]


class _Axis:
    """A logarithmic axis over whole powers of ten."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low = math.floor(math.log10(min(values, default=1.0)))
        self._high = max(math.ceil(math.log10(max(values, default=10.0))), self._low + 1)
        self._start, self._end = start, end

    def place(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]
