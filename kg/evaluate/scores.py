"""What scoring gives: counts per line of the report, shares of right details, and one finding for each fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kg.evaluate.layers import Passage

MISSED = "missed"
WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Count:
    """Counts of one line: annotated items and how many were found, predicted ones and how many are right.

    `found` and `right` differ where parts of a broken quote are joined or one item stands for several.
    """

    gold: int = 0
    found: int = 0
    predicted: int = 0
    right: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.gold + other.gold,
            self.found + other.found,
            self.predicted + other.predicted,
            self.right + other.right,
        )

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def to_json(self) -> dict[str, Any]:
        """The counts with the three rates in percent."""
        rates = {name: round(100 * getattr(self, name), 2) for name in ("precision", "recall", "f1")}
        counts = {"gold": self.gold, "found": self.found, "predicted": self.predicted, "right": self.right}
        return {**rates, **counts}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some were right."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)

    @property
    def rate(self) -> float:
        return self.right / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: an item missed, a wrong prediction, or a wrong detail (then `fault` is the detail's name)."""

    fact_class: str
    fault: str
    text: str
    passage: Passage | None = None
    confidence: float | None = None

    @property
    def sort(self) -> str:
        """As counted in a report: "meetings missed", "meetings wrong", "meetings date"."""
        return f"{self.fact_class} {self.fault}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A prediction that was judged on the main line of its class."""

    confidence: float
    right: bool


@dataclass(slots=True)
class Tally:
    """The result of one class, of one article or of several added up.

    Attributes:
        lines: Counts by the name of the line; the main line has the name of the class.
        details: Shares by the name of the detail, of what was matched.
        apart: What is counted apart, by name: facts from boilerplate, meetings and statements where there is none.
        findings: Every fault, in the order of the text as far as it is told.
        judged: The predictions that carry a confidence.
    """

    lines: dict[str, Count] = field(default_factory=dict)
    details: dict[str, Share] = field(default_factory=dict)
    apart: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    def count(self, line: str, **counts: int) -> None:
        """Add to the counts of a line."""
        self.lines[line] = self.lines.get(line, Count()) + Count(**counts)

    def judge(self, name: str, right: bool) -> bool:
        """Count a detail; returns whether it was right."""
        self.details[name] = self.details.get(name, Share()) + Share(int(right), 1)
        return right

    def add(self, other: Tally) -> None:
        """Add the result of another article."""
        for line, count in other.lines.items():
            self.lines[line] = self.lines.get(line, Count()) + count
        for name, share in other.details.items():
            self.details[name] = self.details.get(name, Share()) + share
        self.apart.update(other.apart)
        self.findings.extend(other.findings)
        self.judged.extend(other.judged)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of the results of several articles."""
    found = Tally()
    for tally in tallies:
        found.add(tally)
    return found
