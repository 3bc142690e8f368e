"""How somebody stood to each topic over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.web.list_filters import literal
from kg.web.page_queries import Row, pages
from kg.web.things_dates import in_words
from kg.web.things_facts import local_name, refer
from kg.web.things_statements import SIDES

_MOST = 4000
_TOPICS = 10
_TURNS = 24

_TOWARD = """SELECT ?fact ?stance ?topic ?article ?said WHERE {{
  {side} {named} ?fact ng:stance ?stance ; ng:about ?topic .
  OPTIONAL {{ ?fact schema:startDate ?said }}
}} LIMIT {limit}"""
_LABELS = "SELECT ?topic ?name WHERE {{ VALUES ?topic {{ {topics} }} ?topic rdfs:label ?name }} ORDER BY ?topic ?name"
_ISSUED = "SELECT ?article ?date WHERE {{ VALUES ?article {{ {articles} }} ?article schema:datePublished ?date }}"
_WORDS = """SELECT ?fact ?words ?who WHERE {{
  VALUES ?fact {{ {facts} }} ?fact ng:text ?words . OPTIONAL {{ ?fact ng:speaker/rdfs:label ?who }}
}} ORDER BY ?fact ?who"""


@dataclass(frozen=True, slots=True)
class Turn:
    """One stance at one time: when it was said, or reported where that is not told."""

    iri: str
    stance: str
    start: str
    words: str = ""
    who: str = ""

    @property
    def when(self) -> str:
        """The time in words."""
        return in_words(self.start)


@dataclass(slots=True)
class History:
    """The stances toward one topic, the oldest first; of many the last ones, with how many came before."""

    topic: str
    turns: list[Turn] = field(default_factory=list)
    earlier: int = 0
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Histories:
    """The topics with most statements, those first where both sides were taken; `partial` if some were not read."""

    topics: list[History]
    partial: bool


NO_HISTORIES = Histories([], False)


def load_histories(iri: str, kind: str, topic: str) -> Histories:
    """How somebody stood to things over time; a state and an organization speak by their people too.

    Args:
        iri: Who.
        kind: `person`, `country` or `organization`.
        topic: The name of the only topic that is wanted; "" for those spoken of most.
    """
    by, people = SIDES["by"], SIDES["for"]
    side = f"GRAPH ?article {{ {by.said.format(iri=iri)} }}"
    if kind != "person":
        side = f"{{ {side} }} UNION {{ {people.before.format(iri=iri)} GRAPH ?article {{ {people.said} }} }}"
    named = f"?topic rdfs:label {literal(topic)} ." if topic else ""
    rows = pages().rows(_TOWARD.format(side=side, named=named, limit=_MOST))
    if not rows:
        return NO_HISTORIES
    return Histories(_with_words(_histories(rows)), len(rows) == _MOST)


def _histories(rows: list[Row]) -> list[History]:
    names: dict[str, str] = {}
    for row in pages().rows(_LABELS.format(topics=refer(sorted({row["topic"] for row in rows})))):
        names.setdefault(row["topic"], row["name"])
    undated = sorted({row["article"] for row in rows if "said" not in row})
    issued = (
        {row["article"]: row["date"] for row in pages().rows(_ISSUED.format(articles=refer(undated)))}
        if undated
        else {}
    )
    found: dict[str, set[Turn]] = {}
    for row in rows:
        if row["topic"] in names:
            start = row.get("said") or issued.get(row["article"], "")
            turn = Turn(row["fact"], local_name(row["stance"]), start)
            found.setdefault(names[row["topic"]], set()).add(turn)
    made = [_history(topic, turns) for topic, turns in found.items()]
    made.sort(key=lambda history: (not history.changed, -len(history.turns) - history.earlier, history.topic))
    return made[:_TOPICS]


def _history(topic: str, turns: Iterable[Turn]) -> History:
    ordered = sorted(turns, key=lambda turn: (turn.start, turn.iri))
    sides = {turn.stance for turn in ordered} & {"supports", "opposes"}
    return History(topic, ordered[-_TURNS:], max(0, len(ordered) - _TURNS), len(sides) == 2)


def _with_words(histories: list[History]) -> list[History]:
    shown = [turn.iri for history in histories for turn in history.turns]
    words: dict[str, Row] = {}
    for row in pages().rows(_WORDS.format(facts=refer(shown))):
        words.setdefault(row["fact"], row)
    for history in histories:
        history.turns = [
            Turn(turn.iri, turn.stance, turn.start, row.get("words", ""), row.get("who", ""))
            for turn in history.turns
            for row in [words.get(turn.iri, {})]
        ]
    return histories
