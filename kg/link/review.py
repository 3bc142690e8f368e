"""The links that a human should look at, as a file of decisions with nothing decided yet.

Each entity has its ranking as comments and a row whose decision is empty: who knows fills it in, and the file (or the
rows of it that are wanted) is a file of decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.link.decisions import COLUMNS
from kg.model.entities import Candidate, Kind, Link, Outcome

# A link whose lead over the second is smaller is worth a look, though it is made.
SMALL_MARGIN = 1.5
# So is one that is no surer than this.
LOW_SCORE = 0.6
HEADER = "\t".join(COLUMNS)
INTRODUCTION = (
    "# Uncertain links, the most frequent first. Fill in the column decision: is Q…, is not Q…, same X, different X.",
    "# Lines that begin with # are comments; a row without a decision changes nothing.",
)


@dataclass(frozen=True, slots=True)
class Linked:
    """An entity of the store with what linking decided, and how many articles speak of it."""

    iri: str
    name: str
    kind: Kind
    country: str | None
    link: Link
    articles: int = 1


def uncertain(entities: Iterable[Linked]) -> list[Linked]:
    """Those whose link a human should look at: candidates first, then links with a small lead or a low score.

    Within both the most frequent come first, and of equally frequent ones the surest, whose answer costs least.
    """
    found = [one for one in entities if _is_uncertain(one.link)]
    return sorted(found, key=lambda one: (one.link.outcome is Outcome.LINK, -one.articles, -one.link.score, one.iri))


def _is_uncertain(link: Link) -> bool:
    if link.outcome is Outcome.CANDIDATE:
        return True
    # What was linked by exact record has a margin of 1 and no rival.
    rivals = len({candidate.qid for candidate in link.candidates}) > 1
    return link.outcome is Outcome.LINK and ((rivals and link.margin < SMALL_MARGIN) or link.score < LOW_SCORE)


def review_lines(entities: Iterable[Linked], *, limit: int | None = None) -> Iterator[str]:
    """The file: introduction, header, and for each entity its ranking and a row to be decided."""
    yield from INTRODUCTION
    yield HEADER
    for one in uncertain(entities)[:limit]:
        yield from _entry(one)


def _entry(one: Linked) -> Iterator[str]:
    link = one.link
    times = "1 article" if one.articles == 1 else f"{one.articles} articles"
    yield "#"
    yield _flat(f"# {one.name}: {link.outcome}, {times}, score {link.score:.3f}, margin {link.margin:.2f}")
    for rank, candidate in enumerate(link.candidates, 1):
        yield f"#   {rank}. {_flat(_described(candidate))}"
    cells = (one.iri, one.name, one.country or "", str(one.kind), "", "", "", "")
    yield "\t".join(map(_flat, cells))


def _described(candidate: Candidate) -> str:
    where = f" ({candidate.country})" if candidate.country else ""
    features = " ".join(f"{name} {value:+.2f}" for name, value in candidate.features)
    return f"{candidate.qid} {candidate.label}{where}: {candidate.score:.2f} = {features}"


def _flat(text: str) -> str:
    """The text in one cell of one line."""
    return " ".join(text.split())
