"""What is said of whether an encounter took place: the `Mood`, and what single words and clauses make of it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.meeting_syntax import SUBJECTS, kids, negated
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document, Token
from kg.model.facts import MeetingStatus

HELD, PLANNED, PROPOSED = MeetingStatus.HELD, MeetingStatus.PLANNED, MeetingStatus.PROPOSED
CANCELLED, POSTPONED, DENIED = MeetingStatus.CANCELLED, MeetingStatus.POSTPONED, MeetingStatus.DENIED
# What the wish for or refusal of a thing makes of it.
BY_CUE = {"schedule": PLANNED, "agree": PLANNED, "wish": PROPOSED, "offer": PROPOSED, "refuse": DENIED, "deny": DENIED}
CUES = ("schedule", "agree", "refuse", "deny", "offer", "wish")


@dataclass(frozen=True, slots=True)
class Mood:
    """A status and how it is told.

    `cue` is the kind of word that decided ("" for tense alone); `agreed` marks an agreement, that is a plan only if a
    day is fixed; `present` marks a present tense, which a later day makes a plan.
    """

    status: MeetingStatus
    cue: str = ""
    present: bool = False
    background: bool = False


def modal(auxes: list[str]) -> Mood | None:
    """The mood of a modal; None for "would have", which did not come to be, and where there is no modal."""
    if any(aux in ("will", "'ll", "wo", "shall") for aux in auxes):
        return Mood(PLANNED, "will")
    if "would" in auxes or "'d" in auxes:
        return None if "have" in auxes else Mood(PLANNED, "would")
    if any(aux in ("may", "might", "could", "can", "should", "must") for aux in auxes):
        return Mood(PROPOSED, "may")
    return None


def combined(own: Mood | None, outer: Mood | None) -> Mood | None:
    """A noun's own attributes count unless its clause says that it came to nothing, or was held after all."""
    if outer is None or own is None:
        return outer
    if outer.status is DENIED and outer.cue == "deny" and own.status in (PLANNED, PROPOSED):
        # What was planned and did not come to be was called off; what was only mooted stays so.
        return Mood(CANCELLED, "cancel") if own.status is PLANNED else own
    if outer.status is CANCELLED and own.status is PROPOSED:
        return own
    return outer if outer.status in (CANCELLED, POSTPONED, DENIED) else own


def attributed(doc: Document, words: MeetingWords, noun: Token) -> Mood | None:
    """What adjectives and participles beside the noun say: "a planned visit", "talks scheduled for Monday"."""
    for token in kids(doc, noun.i, "amod", "compound"):
        if token.lower in words.cues.get("deferred", ()):
            return Mood(PLANNED, "schedule")
        if token.lower in words.cues.get("mooted", ()):
            return Mood(PROPOSED, "offer")
    for token in kids(doc, noun.i, "acl", "relcl"):
        if token.dep == "relcl":
            lemma = token.lemma.lower()
            aux = [aux.lower for aux in kids(doc, token.i, "aux", "auxpass")]
            if lemma in ("be",) and kids(doc, token.i, "xcomp"):
                return Mood(PLANNED, "schedule")
            if any(word in ("will", "'ll") for word in aux) or ("had" in aux and words.has_cue(doc, token, "schedule")):
                return Mood(PLANNED, "schedule")
            continue
        for cue, status in (("schedule", PLANNED), ("offer", PROPOSED), ("cancel", CANCELLED), ("postpone", POSTPONED)):
            if token.tag == "VBN" and words.has_cue(doc, token, cue):
                return Mood(status, cue)
    return None


def undone_later(doc: Document, words: MeetingWords, noun: Token, verb: Token) -> Mood | None:
    """ "The summit had been due on Thursday, but was called off"."""
    if noun.dep not in SUBJECTS or words.has_cue(doc, verb, "offer"):
        return None
    for later in kids(doc, verb.i, "conj"):
        passive = (
            bool(kids(doc, later.i, "auxpass")) and not kids(doc, later.i, *SUBJECTS) and not negated(doc, later.i)
        )
        for cue, status in (("cancel", CANCELLED), ("postpone", POSTPONED)):
            if passive and words.has_cue(doc, later, cue) and not kids(doc, later.i, "aux"):
                return Mood(status, cue)
    return None


def undone(base: Mood | None, status: MeetingStatus) -> Mood | None:
    """A cancelling that is itself only threatened or denied leaves the plan as it was."""
    if base is None:
        return None
    return Mood(status, "cancel") if base.status is HELD else Mood(PLANNED, "schedule")
