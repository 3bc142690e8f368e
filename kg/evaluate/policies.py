"""Scores policies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from kg.evaluate.cases import Case
from kg.evaluate.gold import GoldPolicy
from kg.evaluate.layers import Tokens
from kg.evaluate.matching import pair_best
from kg.evaluate.scores import MISSED, WRONG, Finding, Judged, Tally
from kg.evaluate.words import alike, overlap
from kg.model.facts import Policy, PolicyStatus

POLICIES = "policies"
LABEL = "policies: label"

PARTIES_FIT = 0.5
# What decides between policies whose labels are alike: the place in the text, then to count at all.
SAME_PLACE, COUNTS = 0.2, 0.1
# An alias that agrees comes after a label that agrees as well.
ALIAS = 0.999
# How alike a label or an alias must be: half.
ALIAS_ALIKE = 0.5 * ALIAS


def score_policies(case: Case) -> Tally:
    """Policies, one to one by the words of label and aliases; main line: and by the actors."""
    return _Scorer(case).score()


def label_fit(gold: GoldPolicy, policy: Policy) -> float:
    """How alike the labels of two policies are, their aliases included (0..1)."""
    mine, theirs = (policy.label, *policy.aliases), (gold.label, *gold.aliases)
    return max(
        alike(one, other) * (ALIAS if i or j else 1.0) for i, one in enumerate(mine) for j, other in enumerate(theirs)
    )


def actors_fit(case: Case, gold: GoldPolicy, actors: Sequence[str]) -> bool:
    """Whether the actors agree with an accepted set of them; a person counts for his country too."""

    def stands_for(id_: str, name: str) -> bool:
        return case.means(id_, name) or case.state_of(id_) == name

    return any(not wanted or overlap(wanted, actors, stands_for) >= PARTIES_FIT for wanted in gold.actors)


def status_fits(status: PolicyStatus | None, accepted: Sequence[str]) -> bool:
    """Whether a status is accepted; withdrawn and repealed count as one."""
    return _ended(status) in {_ended(other) for other in accepted}


def _ended(status: str | None) -> str | None:
    return PolicyStatus.REPEALED.value if status == PolicyStatus.WITHDRAWN else status


class _Scorer:
    def __init__(self, case: Case) -> None:
        self._case = case
        self._golds = case.gold.policies
        self._predictions = case.extraction.policies
        self._tally = Tally()

    @cached_property
    def _places(self) -> list[Tokens]:
        return [self._case.tokens(policy.evidence) for policy in self._predictions]

    @cached_property
    def _gold_places(self) -> list[Tokens]:
        return [self._case.layers.place(evidence=gold.evidence) for gold in self._golds]

    @cached_property
    def _boilerplate(self) -> list[bool]:
        return [self._case.layers.is_boilerplate(place) for place in self._places]

    @cached_property
    def _fits(self) -> dict[tuple[int, int], float]:
        return {
            (g, p): 0.0 if self._boilerplate[p] else label_fit(gold, policy)
            for g, gold in enumerate(self._golds)
            for p, policy in enumerate(self._predictions)
        }

    def _value(self, g: int, p: int) -> float:
        fit = self._fits[g, p]
        if fit < ALIAS_ALIKE:
            return 0.0
        together = bool(self._gold_places[g] & self._places[p])
        return fit + SAME_PLACE * together - COUNTS * self._golds[g].optional

    def _actors_fit(self, g: int, p: int) -> bool:
        return actors_fit(self._case, self._golds[g], self._predictions[p].actors)

    def score(self) -> Tally:
        sizes = len(self._golds), len(self._predictions)
        loose = pair_best(*sizes, self._value)
        strict = pair_best(*sizes, lambda g, p: self._value(g, p) if self._actors_fit(g, p) else 0.0)
        self._count(LABEL, loose)
        self._count(POLICIES, strict)
        for g, p in loose:
            if not self._golds[g].optional:
                self._judge_details(g, p)
        self._tell_missed({g for g, _ in loose})
        self._count_wrong(strict={p for _, p in strict}, loose={p for _, p in loose})
        return self._tally

    def _count(self, line: str, pairs: list[tuple[int, int]]) -> None:
        self._tally.count(line, gold=sum(not gold.optional for gold in self._golds))
        for g, p in pairs:
            if not self._golds[g].optional:
                self._tally.count(line, found=1, predicted=1, right=1)
                if line == POLICIES:
                    self._tally.judged.append(Judged(self._predictions[p].confidence, True))

    def _judge_details(self, g: int, p: int) -> None:
        gold, policy = self._golds[g], self._predictions[p]
        self._judge("actors", self._actors_fit(g, p), self._case.labels(policy.actors), _sets(gold.actors), gold)
        if gold.statuses:
            right = status_fits(policy.status, gold.statuses)
            self._judge("status", right, policy.status, " or ".join(gold.statuses), gold)
        self._judge("kind", policy.kind in gold.kinds, policy.kind, " or ".join(gold.kinds), gold)
        if all(gold.targets):
            right = any(overlap(wanted, policy.targets, self._case.means) >= PARTIES_FIT for wanted in gold.targets)
            self._judge("targets", right, self._case.labels(policy.targets), _sets(gold.targets), gold)

    def _judge(self, name: str, right: bool, mine: str | None, wanted: str, gold: GoldPolicy) -> None:
        if not self._tally.judge(name, right):
            passage = self._case.layers.text.passage(self._case.layers.place(evidence=gold.evidence))
            told = f"{gold.label}: {mine} for {wanted}"
            self._tally.findings.append(Finding(POLICIES, name, told, passage))

    def _tell_missed(self, found: set[int]) -> None:
        for g, gold in enumerate(self._golds):
            if g not in found and not gold.optional:
                passage = self._case.layers.text.passage(self._gold_places[g])
                told = f"{gold.label} (by {_sets(gold.actors)})"
                self._tally.findings.append(Finding(POLICIES, MISSED, told, passage))

    def _count_wrong(self, *, strict: set[int], loose: set[int]) -> None:
        for p, policy in enumerate(self._predictions):
            spared = self._case.layers.is_unscored(self._places[p])
            if p not in loose and not spared:
                self._tally.count(LABEL, predicted=1)
                note = " [boilerplate]" if self._boilerplate[p] else ""
                passage = self._case.layers.text.passage(self._places[p])
                self._tally.apart["boilerplate"] += self._boilerplate[p]
                self._tally.findings.append(
                    Finding(POLICIES, WRONG, f"{policy.label}{note}", passage, policy.confidence)
                )
            if p not in strict and not (spared and not self._is_labelled(p)):
                self._tally.count(POLICIES, predicted=1)
                self._tally.judged.append(Judged(policy.confidence, False))

    def _is_labelled(self, p: int) -> bool:
        """Whether some item has the label of a prediction."""
        return any(self._fits[g, p] >= ALIAS_ALIKE for g in range(len(self._golds)))


def _sets(alternatives: tuple[tuple[str, ...], ...]) -> str:
    return " or ".join(", ".join(names) or "nobody" for names in alternatives)
