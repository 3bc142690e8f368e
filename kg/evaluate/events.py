"""How well meetings that several articles tell of become one: precision and recall over pairs of articles.

A gold table says of which event each article is, within a story of events that are easily taken for one another. A pair
of articles of one event is right to share a meeting, a pair of two events is wrong to, also across stories.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from kg.lexicon import read_table

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Label:
    """The event that an article is of, in its story."""

    story: str
    event: str


@dataclass(frozen=True, slots=True)
class PairScores:
    """Pairs of articles by what they are and what was made of them.

    Attributes:
        same: Pairs of one event.
        near: Pairs of one story and two events.
        right: Pairs of one event that share a meeting.
        wrong: Pairs of two events that share a meeting, of one story or of two.
        missed: Pairs of one event that share none.
        extracted: Pairs of one event of which both articles tell of a meeting at all.
    """

    same: int
    near: int
    right: int
    wrong: tuple[Pair, ...]
    missed: tuple[Pair, ...]
    extracted: int

    @property
    def precision(self) -> float:
        found = self.right + len(self.wrong)
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.same if self.same else 1.0


def read_labels(path: Path) -> dict[str, Label]:
    """The gold table: the label of each article by its address."""
    return {row["url"]: Label(row["story"], row["event"]) for row in read_table(path)}


def score_pairs(labels: Mapping[str, Label], nodes: Mapping[str, frozenset[str]]) -> PairScores:
    """Scores of the articles' meetings.

    Args:
        labels: By the article's address.
        nodes: The IRIs of the meetings that an article tells of, by its address.
    """
    pairs = list(combinations(sorted(labels), 2))
    same = [pair for pair in pairs if labels[pair[0]] == labels[pair[1]]]
    near = [pair for pair in pairs if pair not in same and labels[pair[0]].story == labels[pair[1]].story]
    none: frozenset[str] = frozenset()
    shared = [pair for pair in pairs if nodes.get(pair[0], none) & nodes.get(pair[1], none)]
    return PairScores(
        same=len(same),
        near=len(near),
        right=sum(pair in same for pair in shared),
        wrong=tuple(pair for pair in shared if pair not in same),
        missed=tuple(pair for pair in same if pair not in shared),
        extracted=sum(bool(nodes.get(one)) and bool(nodes.get(other)) for one, other in same),
    )
