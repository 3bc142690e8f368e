"""How sure a meeting is: by who meets whom, and by the construction that told it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from kg.extract.encounter_mentions import Encounter
from kg.extract.meeting_standing import Standing
from kg.model.document import Document
from kg.model.entities import Entity, Kind
from kg.model.facts import MeetingStatus, MeetingType


class Company(StrEnum):
    """Who meets whom, as far as it bears on whether the meeting is right."""

    ABROAD = "of two states or more, of a state and an international body, or of somebody in another state"
    STORY = "of a story that tells of one between states, or a summit"
    KNOWN = "of two or more who stand for a state or body, hold an office or are in public life"
    STRANGER = "of two or more of whom one is just a name"
    ALONE = "of one who is named, and not told with day and place, and no international body"


# Share of meetings that are right in participants and status, with the share of all of them as prior, weighing as two
# judgements. Judged by one reader: general news of 1996 to 2016 (agency reports, political articles, windows of five
# sentences), right/judged in the comment; what was mended since still counts as wrong.
SHARE = {
    Company.ABROAD: 0.89,  # 36/40
    Company.STORY: 0.76,  # 5/6
    Company.KNOWN: 0.63,  # 15/24
    Company.STRANGER: 0.45,  # 7/18
    Company.ALONE: 0.47,  # 5/12
}
# By the kind of construction, against the mean of all kinds; the counts are of 537 texts judged before those above.
KINDS = {
    "attend": 0.94,  # 0/0
    "call": 0.85,  # 2/5
    "confer": 0.9,  # 2/4
    "contact": 0.95,  # 13/19
    "feast": 0.9,  # with meal, 2/3
    "gathering": 0.94,  # 6/8
    "meal": 0.9,
    "meet": 1.03,  # 11/13
    "process": 1.05,  # 5/5
    "receive": 1.05,  # with see and welcome, 3/3
    "see": 1.05,
    "sign": 0.98,  # 4/5
    "together": 0.85,  # 0/1
    "trip": 1.05,  # 16/18
    "welcome": 1.05,
}
OTHER_KIND = 0.94
# Where neither day nor place is told (often talk of meetings at large), where it is but mooted, or said not to have
# been; where many come who are of no two states (meetings of clubs and campaigns: 5 right of 14).
UNPLACED, MOOTED, DENIED, DOMESTIC = 0.9, 0.9, 0.8, 0.6
CROWDS = frozenset(("gathering", "gather", "occasion", "feast", "rite"))
# Below this a mention's participants were borrowed from another, and its own figure counts, from the least to the most.
BORROWED, LEAST, MOST = 0.65, 0.5, 0.8


class MeetingConfidence:
    """Encounter → the share of meetings told so that are right, for one document.

    Args:
        doc: The document.
        standing: Who is known from public life, and which bodies are of no state.
        encounters: All that the document tells of: of those beside one between states more are right.
    """

    def __init__(self, doc: Document, standing: Standing, encounters: Sequence[Encounter]) -> None:
        self._entities = {entity.id: entity for entity in doc.entities}
        self._standing = standing
        self._between_states = any(
            self._is_abroad(encounter) for encounter in encounters if encounter.status is not MeetingStatus.DENIED
        )

    def __call__(self, encounter: Encounter) -> float:
        """The confidence, before it is calibrated."""
        company = self.company(encounter)
        share = SHARE[company]
        if encounter.confidence < BORROWED:
            share *= max(encounter.confidence, LEAST) / MOST
        else:
            share *= KINDS.get(encounter.kind, OTHER_KIND)
        at_home = company not in (Company.ABROAD, Company.STORY) and not self._convenes(encounter)
        share *= DOMESTIC if at_home and encounter.kind in CROWDS else 1.0
        share *= UNPLACED if encounter.date is None and encounter.place is None else 1.0
        share *= {MeetingStatus.DENIED: DENIED, MeetingStatus.PROPOSED: MOOTED}.get(encounter.status, 1.0)
        return round(share, 2)

    def company(self, encounter: Encounter) -> Company:
        """Who meets whom."""
        who = self._who(encounter)
        if self._is_abroad(encounter):
            return Company.ABROAD
        if self._between_states or encounter.type is MeetingType.SUMMIT:
            return Company.STORY
        if len(who) < 2 and not any(map(self._standing.is_international, who)):
            told = encounter.date is not None and encounter.place is not None
            known = self._convenes(encounter) or (told and all(map(self._standing.is_known, who)))
            return Company.KNOWN if known else Company.ALONE
        known = encounter.kind == "sign" or all(map(self._standing.is_known, who))
        return Company.KNOWN if known else Company.STRANGER

    def _convenes(self, encounter: Encounter) -> bool:
        """Whether a body that belongs to no state sits, by a verb of its own: "the federation convened"."""
        bodies = all(e.kind is Kind.ORGANIZATION and e.country is None for e in self._who(encounter))
        return encounter.kind == "gather" and bodies

    def _who(self, encounter: Encounter) -> list[Entity]:
        return [self._entities[e] for e in encounter.participants if e in self._entities]

    def _is_abroad(self, encounter: Encounter) -> bool:
        who = self._who(encounter)
        sides = {e.id if self._standing.is_international(e) else e.country for e in who}
        if encounter.place is not None and any(sides):
            sides.add(encounter.place.country)
        return len(sides - {None}) > 1
