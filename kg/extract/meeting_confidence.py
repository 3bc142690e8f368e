"""How sure a meeting is, by the construction that told it."""

from __future__ import annotations

from kg.extract.encounter_mentions import Encounter
from kg.model.facts import MeetingStatus

# Share of meetings that are right in kind, participants and status, with three of four right as prior:
# (right + 3) / (judged + 4). Judged by one reader on the output for 537 texts (115 agency reports of 1996, 40 news
# reports, 60 political articles of 2016, 322 single sentences); what was mended since still counts as wrong. The
# comment gives right/judged: few, so these are rough.
SHARE_RIGHT = {
    "attend": 0.75,  # 0/0
    "call": 0.56,  # 2/5
    "confer": 0.63,  # 2/4
    "contact": 0.70,  # 13/19
    "feast": 0.71,  # with meal, 2/3
    "gathering": 0.75,  # 6/8
    "meal": 0.71,  # with feast, 2/3
    "meet": 0.82,  # 11/13
    "process": 0.89,  # 5/5
    "receive": 0.86,  # with see and welcome, 3/3
    "see": 0.86,
    "sign": 0.78,  # 4/5
    "together": 0.60,  # 0/1
    "trip": 0.86,  # 16/18
    "welcome": 0.86,
}
PRIOR = 0.75
# Where only one side is named, where neither day nor place is told (often talk of meetings at large), where it is said
# not to have been: judgements on the same texts, too few for shares of their own.
ONE_SIDED, UNPLACED, DENIED = 0.85, 0.9, 0.8
# Below this a mention's participants were borrowed from another: its own figure stands.
BORROWED = 0.65


def confidence_of(encounter: Encounter) -> float:
    """The share of meetings told so that are right."""
    confidence = encounter.confidence
    if confidence >= BORROWED:
        confidence = SHARE_RIGHT.get(encounter.kind, PRIOR)
        confidence *= ONE_SIDED if len(encounter.participants) < len(("one", "other")) else 1.0
    if encounter.date is None and encounter.place is None:
        confidence *= UNPLACED
    return round(confidence * (DENIED if encounter.status is MeetingStatus.DENIED else 1.0), 2)
