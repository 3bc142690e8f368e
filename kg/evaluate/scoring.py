"""One article, and then all of them, through the scorers of the classes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.evaluate.cases import Case
from kg.evaluate.entities import score_countries, score_persons
from kg.evaluate.gold import CLASSES
from kg.evaluate.meetings import score_meetings
from kg.evaluate.policies import score_policies
from kg.evaluate.scores import Count, Tally, total
from kg.evaluate.statements import score_statements

SCORERS: dict[str, Callable[[Case], Tally]] = dict(
    zip(CLASSES, (score_persons, score_countries, score_meetings, score_policies, score_statements), strict=True)
)
# The classes whose facts carry a confidence; the least confidences at which the curve is told.
FACTS = ("meetings", "policies", "statements")
THRESHOLDS = (0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class ArticleScores:
    """The results of one article by class. `note` says what is odd about the pairing of annotation and extraction."""

    id: str
    input: str
    tallies: dict[str, Tally]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of all articles.

    Attributes:
        articles: In the order of the gold files.
        failures: One line for each gold file or input that could not be used.
        curve: Counts of the main line of each class of facts, by least confidence.
        classes: What was scored.
    """

    articles: list[ArticleScores]
    failures: list[str] = field(default_factory=list)
    curve: dict[float, dict[str, Count]] = field(default_factory=dict)
    classes: tuple[str, ...] = CLASSES

    def totals(self) -> dict[str, Tally]:
        """The sums over all articles by class."""
        return {name: total(article.tallies[name] for article in self.articles) for name in self.classes}


def score_case(case: Case, classes: Sequence[str] = CLASSES) -> ArticleScores:
    """The scores of one article."""
    note = "" if case.layers.has_body or not len(case.layers.text) else "the body's first or last words were not found"
    return ArticleScores(case.gold.id, case.gold.input, {name: SCORERS[name](case) for name in classes}, note)


def score_cases(cases: Sequence[Case], *, classes: Sequence[str] = CLASSES, failures: Sequence[str] = ()) -> Evaluation:
    """The scores of several articles, with the curve over confidence."""
    facts = [name for name in FACTS if name in classes]
    curve = {
        least: {name: _main_line([case.at_least(least) for case in cases], name) for name in facts}
        for least in THRESHOLDS
    }
    articles = [score_case(case, classes) for case in cases]
    return Evaluation(articles, list(failures), curve if facts else {}, tuple(classes))


def _main_line(cases: Sequence[Case], name: str) -> Count:
    return total(SCORERS[name](case) for case in cases).lines.get(name, Count())
