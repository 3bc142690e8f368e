"""When a policy was made: the time that its clause tells of the signing, the adoption or the entry into force."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.policy_drafts import Reading
from kg.extract.policy_mentions import PolicyMention
from kg.extract.policy_parties import JOINT_KINDS
from kg.model.document import Document, TimeExpression
from kg.model.facts import PolicyKind, PolicyStatus

# Kinds whose phrase is dated by the year of its making: "the 1972 treaty", "an accord of 1998".
DATED = JOINT_KINDS | {PolicyKind.LAW, PolicyKind.RESOLUTION, PolicyKind.DOCTRINE}
# Prepositions of a time that is no time of making: "until August", "after March".
ELSEWHEN = frozenset({"until", "till", "before", "after", "by", "than", "through", "for", "from", "of"})
MAX_PATH = 5


def date_of(doc: Document, readings: Sequence[Reading]) -> str | None:
    """The EDTF date of the making of a policy with those mentions; None where no clause tells one."""
    for told in (PolicyStatus.ADOPTED, PolicyStatus.IN_FORCE):
        for reading in readings:
            if told is PolicyStatus.IN_FORCE and reading.mention.kind in JOINT_KINDS and not reading.mention.verb:
                # A treaty is ratified or kept long after it was made.
                continue
            for governance in reading.governances:
                time = _time_on(doc, governance.verb, reading.mention) if governance.status is told else None
                if time is not None:
                    return time.value
    inside = [time for reading in readings for time in _times_inside(doc, reading.mention)]
    return inside[0].value if inside else None


def _times_inside(doc: Document, mention: PolicyMention) -> list[TimeExpression]:
    return doc.times_in(mention.span) if mention.dated and mention.kind in DATED else []


def _time_on(doc: Document, verb: int, mention: PolicyMention) -> TimeExpression | None:
    """The time expression of the verb's sentence that hangs on the verb, or on the policy as its object."""
    span = doc.sentence_of(verb).span
    return next((time for time in doc.times_in(span) if _hangs_on(doc, time, verb, mention)), None)


def _hangs_on(doc: Document, time: TimeExpression, verb: int, mention: PolicyMention) -> bool:
    """Whether the path from the time up to the verb meets no other verb, no other noun and no "until"."""
    apart = doc.tokens[time.head].dep == "npadvmod"
    inside, policy = set(doc.tokens_in(time.span)), set(doc.tokens_in(mention.span))
    at = time.head
    for _ in range(MAX_PATH):
        token = doc.tokens[at]
        if at == verb or (at in policy and at not in inside):
            return True
        stops = ("VERB", "AUX") if apart else ("NOUN", "PROPN", "VERB", "AUX")
        stranger = token.pos in stops and at not in inside
        if token.head == at or stranger or (token.dep == "prep" and token.lower in ELSEWHEN and at not in inside):
            return False
        at = token.head
    return at == verb
