"""Scores meetings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from kg.evaluate.cases import Case
from kg.evaluate.days import days_overlap, same_days
from kg.evaluate.gold import GoldMeeting
from kg.evaluate.layers import Passage, Tokens, covers_most
from kg.evaluate.matching import pair_best
from kg.evaluate.parties import PARTIES_FIT, parties_fit
from kg.evaluate.scores import MISSED, WRONG, Finding, Judged, Tally
from kg.evaluate.words import dice, key_words
from kg.model.facts import Meeting, MeetingStatus

MEETINGS = "meetings"
ANY_STATUS = "meetings: participants"
NOT_HELD = "not meetings"

PLACE_ALIKE = 0.5
# What decides between meetings whose parties fit: the place in the text, then the date, then to count at all.
SAME_PLACE, SAME_DATE, COUNTS = 0.5, 0.25, 0.1
# A prediction with one of these says itself that no meeting was held.
NOT_SAID_TO_BE = (MeetingStatus.DENIED, MeetingStatus.CANCELLED, MeetingStatus.PROPOSED)
POSTPONED_IS = {"planned", "cancelled"}


def score_meetings(case: Case) -> Tally:
    """Meetings, one to one by who takes part, where they stand and when they are; main line: and by status."""
    return _Scorer(case).score()


def status_fits(status: str, accepted: Sequence[str]) -> bool:
    """Whether a status is accepted; a meeting put off may be annotated as planned anew or as cancelled."""
    return status in accepted or (status == MeetingStatus.POSTPONED and bool(POSTPONED_IS & set(accepted)))


def place_fits(place: str | None, accepted: Sequence[str | None]) -> bool:
    """Whether a place is accepted: half of the words in common, or one within the other; none only if none is."""
    if not place:
        return None in accepted
    mine = key_words(place)
    known = [key_words(other) for other in accepted if other]
    return any(dice(mine, other) >= PLACE_ALIKE or mine <= other or other <= mine for other in known)


class _Scorer:
    def __init__(self, case: Case) -> None:
        self._case = case
        self._golds = case.gold.meetings
        self._predictions = case.extraction.meetings
        self._tally = Tally()

    @cached_property
    def _gold_places(self) -> list[Tokens]:
        layers = self._case.layers
        return [
            frozenset().union(*(layers.place(evidence=evidence) for evidence in gold.evidence)) for gold in self._golds
        ]

    @cached_property
    def _places(self) -> list[Tokens]:
        return [self._case.tokens(meeting.evidence) for meeting in self._predictions]

    @cached_property
    def _boilerplate(self) -> list[bool]:
        return [self._case.layers.is_boilerplate(place) for place in self._places]

    @cached_property
    def _fits(self) -> dict[tuple[int, int], float]:
        return {
            (g, p): 0.0 if self._boilerplate[p] else parties_fit(self._case, gold, meeting.participants)
            for g, gold in enumerate(self._golds)
            for p, meeting in enumerate(self._predictions)
        }

    def _value(self, g: int, p: int) -> float:
        """How well a prediction agrees with an item, its status aside; 0 if it does not."""
        gold, fit = self._golds[g], self._fits[g, p]
        together = bool(self._gold_places[g] & self._places[p])
        # An item that is optional, or without parties, is matched only where it stands.
        if fit < PARTIES_FIT or ((gold.optional or not gold.has_parties) and self._places[p] and not together):
            return 0.0
        dated = same_days(self._predictions[p].date, gold.dates)
        return fit + SAME_PLACE * together + SAME_DATE * dated - COUNTS * gold.optional

    def _status_fits(self, g: int, p: int) -> bool:
        return status_fits(self._predictions[p].status, self._golds[g].statuses)

    def score(self) -> Tally:
        sizes = len(self._golds), len(self._predictions)
        strict = pair_best(*sizes, lambda g, p: self._value(g, p) if self._status_fits(g, p) else 0.0)
        loose = pair_best(*sizes, self._value)
        required = sum(not gold.optional for gold in self._golds)
        for line in (MEETINGS, ANY_STATUS):
            self._tally.count(line, gold=required)
        found, used = {g for g, _ in strict}, {p for _, p in strict}
        for g, p in strict:
            if not self._golds[g].optional:
                self._count_right(p)
                self._tally.count(MEETINGS, found=1)
                self._judge_details(self._golds[g], self._predictions[p])
        self._merge(found, used)
        self._tell_missed(found)
        self._count_loose(loose, used)
        self._count_wrong(used, {p for _, p in loose})
        return self._tally

    def _count_right(self, p: int) -> None:
        self._tally.count(MEETINGS, predicted=1, right=1)
        self._tally.judged.append(Judged(self._predictions[p].confidence, True))

    def _merge(self, found: set[int], used: set[int]) -> None:
        """One prediction with all the persons may stand for several encounters told in one breath."""
        for g, gold in enumerate(self._golds):
            if g in found or gold.optional or not gold.merge_ok:
                continue
            p = next((p for p in range(len(self._predictions)) if self._stands_for_all(g, p)), None)
            if p is not None:
                found.add(g)
                self._tally.count(MEETINGS, found=1)
                if p not in used:
                    used.add(p)
                    self._count_right(p)

    def _stands_for_all(self, g: int, p: int) -> bool:
        together = bool(self._gold_places[g] & self._places[p])
        ids = self._predictions[p].participants
        there = all(any(self._case.means(id_, name) for id_ in ids) for name in self._golds[g].persons[0])
        return together and there and not self._boilerplate[p] and self._status_fits(g, p)

    def _judge_details(self, gold: GoldMeeting, meeting: Meeting) -> None:
        self._judge("date", same_days(meeting.date, gold.dates), meeting.date, gold.dates, gold)
        if gold.dates[0]:
            self._tally.judge("date overlaps", days_overlap(meeting.date, gold.dates[0]))
        self._judge("place", place_fits(meeting.place, gold.places), meeting.place, gold.places, gold)
        self._judge("country", meeting.country in gold.countries, meeting.country, gold.countries, gold)
        self._judge("type", meeting.type in gold.types, meeting.type, gold.types, gold)

    def _judge(
        self, name: str, right: bool, mine: str | None, accepted: Sequence[str | None], gold: GoldMeeting
    ) -> None:
        if not self._tally.judge(name, right):
            told = f"{mine} for {' or '.join(str(value) for value in accepted)}"
            self._tally.findings.append(Finding(MEETINGS, name, told, self._passage(gold)))

    def _tell_missed(self, found: set[int]) -> None:
        for g, gold in enumerate(self._golds):
            if g not in found and not gold.optional:
                told = f"{_described(gold)}{self._nearest(g)}"
                self._tally.findings.append(Finding(MEETINGS, MISSED, told, self._passage(gold)))

    def _nearest(self, g: int) -> str:
        """The prediction that comes nearest to a missed item, for the message."""
        near = [p for p in range(len(self._predictions)) if self._fits[g, p] >= PARTIES_FIT or self._shared(g, p)]
        if not near:
            return ""
        p = max(near, key=lambda p: (self._fits[g, p], self._shared(g, p)))
        meeting = self._predictions[p]
        parties = self._case.labels(meeting.participants)
        return f"; nearest: {parties} ({meeting.status}), participants agree by {self._fits[g, p]:.2f}"

    def _shared(self, g: int, p: int) -> int:
        return len(self._gold_places[g] & self._places[p])

    def _count_loose(self, loose: list[tuple[int, int]], used: set[int]) -> None:
        for g, p in loose:
            if self._golds[g].optional:
                continue
            self._tally.count(ANY_STATUS, found=1, predicted=1, right=1)
            mine, gold = self._predictions[p].status, self._golds[g]
            self._judge("status", self._status_fits(g, p), mine, gold.statuses, gold)
        for p in range(len(self._predictions)):
            if p not in used | {p for _, p in loose} and not (self._is_no_meeting(p, touching=True) or self._spared(p)):
                self._tally.count(ANY_STATUS, predicted=1)

    def _count_wrong(self, used: set[int], loose: set[int]) -> None:
        for p, meeting in enumerate(self._predictions):
            if p in used or self._is_no_meeting(p) or (self._spared(p) and p not in loose):
                continue
            no_meeting = meeting.status is MeetingStatus.HELD and bool(self._unwanted(p))
            self._tally.count(MEETINGS, predicted=1)
            self._tally.judged.append(Judged(meeting.confidence, False))
            self._tally.apart["boilerplate"] += self._boilerplate[p]
            self._tally.apart[NOT_HELD] += no_meeting
            note = " [boilerplate]" * self._boilerplate[p] + " [reports no meeting]" * no_meeting
            told = f"{self._case.labels(meeting.participants)}, {meeting.date}, {meeting.status}{note}"
            passage = self._case.layers.text.passage(self._places[p])
            self._tally.findings.append(Finding(MEETINGS, WRONG, told, passage, meeting.confidence))

    def _unwanted(self, p: int, *, touching: bool = False) -> bool:
        """Whether a prediction stands where no meeting is reported (`touching`: has a word there)."""
        place = self._places[p]
        return any(
            bool(span & place) if touching else covers_most(place, span) or bool(place and place <= span)
            for span in self._case.layers.not_meetings
        )

    def _is_no_meeting(self, p: int, *, touching: bool = False) -> bool:
        """Whether a prediction rightly says of such a place that no meeting was held there."""
        return self._predictions[p].status in NOT_SAID_TO_BE and self._unwanted(p, touching=touching)

    def _spared(self, p: int) -> bool:
        return self._case.layers.is_unscored(self._places[p])

    def _passage(self, gold: GoldMeeting) -> Passage | None:
        place = self._case.layers.place(evidence=gold.evidence[0])
        return self._case.layers.text.passage(place)


def _described(gold: GoldMeeting) -> str:
    parties = ", ".join((*gold.persons[0], *gold.states[0], *gold.organizations)) or "nobody named"
    return f"{parties}, {gold.dates[0]}, {gold.statuses[0]}"
