"""Scores statements."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from kg.evaluate.cases import Case
from kg.evaluate.days import same_days
from kg.evaluate.gold import GoldStatement
from kg.evaluate.layers import Passage, Tokens, mostly_in, share_half
from kg.evaluate.matching import pair_best
from kg.evaluate.policies import ALIAS_ALIKE, label_fit
from kg.evaluate.scores import MISSED, WRONG, Finding, Judged, Tally
from kg.evaluate.words import dice, fold_words, key_words
from kg.model.facts import Stance, Statement

STATEMENTS = "statements"
CONTENT = "statements: content"
NO_STATEMENT = "not statements"
LOST = "not in the text"

# Of two statements with the same words the one with the right speaker is taken.
RIGHT_SPEAKER = 0.01
# How much of a message is the words of the statement.
SHOWN = 160


def score_statements(case: Case) -> Tally:
    """Statements, one to one by the words of what was said; main line: and by the speaker."""
    return _Scorer(case).score()


def speaker_fits(case: Case, gold: GoldStatement, statement: Statement) -> bool:
    """Whether the speaker is an accepted one, or an unnamed source in the words of the text."""
    if statement.speaker is not None:
        return any(case.means(statement.speaker, name) for name in gold.speakers)
    if not gold.nameless:
        return False
    return not gold.source or bool(key_words(statement.speaker_text) & key_words(gold.source))


class _Match:
    """Who is matched with whom on one line, the parts of broken quotes included."""

    def __init__(self, pairs: list[tuple[int, int]]) -> None:
        self.gold_of = {p: g for g, p in pairs}
        self.found = {g for g, _ in pairs}


class _Scorer:
    def __init__(self, case: Case) -> None:
        self._case = case
        self._golds = case.gold.statements
        self._predictions = case.extraction.statements
        self._tally = Tally()

    @cached_property
    def _gold_places(self) -> list[Tokens]:
        return [self._case.layers.place(evidence=gold.evidence, text=gold.text) for gold in self._golds]

    @cached_property
    def _places(self) -> list[Tokens]:
        return [self._case.tokens(statement.content) for statement in self._predictions]

    @cached_property
    def _boilerplate(self) -> list[bool]:
        return [self._case.layers.is_boilerplate(place) for place in self._places]

    @cached_property
    def _groups(self) -> dict[str, list[int]]:
        """The parts of each broken quote."""
        found: dict[str, list[int]] = {}
        for g, gold in enumerate(self._golds):
            if gold.group:
                found.setdefault(gold.group, []).append(g)
        return found

    def _fit(self, g: int, p: int) -> float:
        """How much of their words two statements share; 0 unless it is half of either."""
        if self._boilerplate[p]:
            return 0.0
        theirs, mine = self._gold_places[g], self._places[p]
        if theirs:
            return dice(theirs, mine) if share_half(theirs, mine) else 0.0
        said, told = set(fold_words(self._golds[g].text)), set(fold_words(self._predictions[p].text))
        shared = 2 * len(said & told)
        return dice(said, told) if shared and shared >= len(said) and shared >= len(told) else 0.0

    def _speaker_fits(self, g: int, p: int) -> bool:
        return speaker_fits(self._case, self._golds[g], self._predictions[p])

    def score(self) -> Tally:
        content = self._match(lambda g, p: True)
        spoken = self._match(self._speaker_fits)
        self._count(CONTENT, content)
        self._count(STATEMENTS, spoken)
        self._count_wrong(content, spoken)
        self._tell_missed(content)
        for p, g in sorted(content.gold_of.items()):
            if not self._golds[g].optional:
                self._judge_details(g, p)
        if len(self._case.layers.text):
            self._tally.apart[LOST] += sum(
                not place and not gold.optional for place, gold in zip(self._gold_places, self._golds, strict=True)
            )
        return self._tally

    def _match(self, accepts: Callable[[int, int], bool]) -> _Match:
        def value(g: int, p: int) -> float:
            fit = self._fit(g, p)
            return fit + RIGHT_SPEAKER * self._speaker_fits(g, p) if fit and accepts(g, p) else 0.0

        match = _Match(pair_best(len(self._golds), len(self._predictions), value))
        parts = self._parts(match, accepts)
        for members in self._groups.values():
            cover = frozenset().union(
                *(self._places[p] for p, group in parts.items() if group == members),
                *(self._places[p] for p, g in match.gold_of.items() if g in members),
            )
            if cover:
                match.found |= {g for g in members if self._is_covered(g, cover)}
        match.gold_of |= {p: group[0] for p, group in parts.items()}
        return match

    def _parts(self, match: _Match, accepts: Callable[[int, int], bool]) -> dict[int, list[int]]:
        """Predictions left over that lie in a broken quote, joined or cut in another way than the annotation."""
        found = {}
        for p, place in enumerate(self._places):
            if p in match.gold_of or self._boilerplate[p] or not place:
                continue
            for members in self._groups.values():
                whole = frozenset().union(*(self._gold_places[g] for g in members))
                if 2 * len(whole & place) >= len(place) and any(accepts(g, p) for g in members):
                    found[p] = members
        return found

    def _is_covered(self, g: int, cover: Tokens) -> bool:
        place = self._gold_places[g]
        return bool(place) and 2 * len(place & cover) >= len(place)

    def _count(self, line: str, match: _Match) -> None:
        required = {g for g, gold in enumerate(self._golds) if not gold.optional}
        self._tally.count(line, gold=len(required), found=len(match.found & required))
        for p, g in match.gold_of.items():
            if g in required:
                self._tally.count(line, predicted=1, right=1)
                if line == STATEMENTS:
                    self._tally.judged.append(Judged(self._predictions[p].confidence, True))

    def _count_wrong(self, content: _Match, spoken: _Match) -> None:
        for p, statement in enumerate(self._predictions):
            if self._case.layers.is_unscored(self._places[p]):
                continue
            if p not in spoken.gold_of:
                self._tally.count(STATEMENTS, predicted=1)
                self._tally.judged.append(Judged(statement.confidence, False))
            if p not in content.gold_of:
                self._tally.count(CONTENT, predicted=1)
                self._tell_wrong(p)

    def _tell_wrong(self, p: int) -> None:
        statement, boilerplate = self._predictions[p], self._boilerplate[p]
        unwanted = not boilerplate and any(
            mostly_in(self._places[p], span) for span in self._case.layers.not_statements
        )
        self._tally.apart["boilerplate"] += boilerplate
        self._tally.apart[NO_STATEMENT] += unwanted
        note = " [boilerplate]" * boilerplate + " [no statement]" * unwanted
        told = f"{self._speaker(p)}: {statement.text[:SHOWN]}{note}"
        passage = self._case.layers.text.passage(self._places[p])
        self._tally.findings.append(Finding(STATEMENTS, WRONG, told, passage, statement.confidence))

    def _tell_missed(self, content: _Match) -> None:
        for g, gold in enumerate(self._golds):
            if g not in content.found and not gold.optional:
                told = f"{_speaker(gold)}: {gold.text[:SHOWN]}"
                self._tally.findings.append(Finding(STATEMENTS, MISSED, told, self._passage(g)))

    def _judge_details(self, g: int, p: int) -> None:
        gold, statement = self._golds[g], self._predictions[p]
        self._judge("speaker", self._speaker_fits(g, p), self._speaker(p), _speaker(gold), g)
        if gold.type:
            self._judge("type", statement.type == gold.type, statement.type, gold.type, g)
        if gold.dates[0]:
            wanted = " or ".join(str(date) for date in gold.dates)
            self._judge("date", same_days(statement.date, gold.dates), statement.date, wanted, g)
        if gold.addressees:
            to = statement.addressee
            right = to is not None and any(self._case.means(to, name) for name in gold.addressees)
            self._judge("addressee", right, self._case.label(to), " or ".join(gold.addressees), g)
        for topic in gold.about:
            right = self._is_about(topic, statement)
            self._judge("about", right, ", ".join(map(self._topic, statement.about)) or "nothing", topic, g)
        if gold.stance:
            mine = statement.stance or Stance.NEUTRAL
            self._judge("stance", mine == gold.stance, mine, gold.stance, g)

    def _judge(self, name: str, right: bool, mine: str | None, wanted: str, g: int) -> None:
        if not self._tally.judge(name, right):
            self._tally.findings.append(Finding(STATEMENTS, name, f"{mine} for {wanted}", self._passage(g)))

    def _is_about(self, topic: str, statement: Statement) -> bool:
        """Whether a topic (the label of a policy, a code, a name) is among those of a prediction."""
        policy = next((policy for policy in self._case.gold.policies if policy.label == topic), None)
        if policy is None:
            return any(self._case.means(id_, topic) for id_ in statement.about)
        mine = [found for found in self._case.extraction.policies if found.id in statement.about]
        return any(label_fit(policy, found) >= ALIAS_ALIKE for found in mine)

    def _topic(self, id_: str) -> str:
        labels = {policy.id: policy.label for policy in self._case.extraction.policies}
        return labels.get(id_) or self._case.label(id_)

    def _speaker(self, p: int) -> str:
        statement = self._predictions[p]
        return self._case.label(statement.speaker) if statement.speaker else f"({statement.speaker_text})"

    def _passage(self, g: int) -> Passage | None:
        return self._case.layers.text.passage(self._gold_places[g])


def _speaker(gold: GoldStatement) -> str:
    return " or ".join(gold.speakers) or f"({gold.source})"
