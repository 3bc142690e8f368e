"""What the grammar of a clause says of an encounter, and what verbs and nouns of encounter share in telling it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.meeting_status import Mood
from kg.extract.meeting_syntax import OBJECTS, kids, preps
from kg.extract.meeting_words import MeetingWords
from kg.extract.participants import PartyFinder
from kg.model.document import Document
from kg.model.facts import MeetingType

# Bodies that sit by themselves: their sessions are no encounters.
SITTING = frozenset(("parliament", "cabinet", "congress", "senate", "court", "assembly", "jury", "board", "committee"))

CHAIRS = frozenset(("chairmanship", "chair", "presidency", "leadership", "auspices", "aegis", "mediation"))


@dataclass(frozen=True, slots=True)
class Framed:
    """A predicate with its participants.

    `clause` is the verb whose adverbials date the encounter (None: only the noun's own), `strong` says that a verb of
    holding or the like vouches for it, `group` that one named party stands for several, `heads` are the heads of the
    participants' phrases, `destination` that of a trip's place, `anchor` an event noun that dates this one. `weak` are
    who may have taken part, if nothing else is told of it. `bare` predicates name no participants of their own;
    `pending` ones lack the members of a group ("the two men"), those of `sides` the states of the story. `others` are
    whom the first ones see or telephone, each by himself if `apart`. `then` says that the clause goes on from the one
    before, `again` and `alone` what adverbs say.
    """

    trigger: int
    type: MeetingType
    kind: str
    mood: Mood
    participants: tuple[str, ...]
    confidence: float
    heads: tuple[int, ...] = ()
    clause: int | None = None
    destination: int | None = None
    strong: bool = False
    group: bool = False
    bare: bool = False
    definite: bool = False
    pending: bool = False
    weak: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    anchor: int | None = None
    others: tuple[str, ...] = ()
    apart: bool = False
    sides: bool = False
    then: bool = False
    again: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A frame with its arguments: heads of the participants' phrases, and the head of a trip's destination.

    `others` are the heads of those whom the first ones address, one by one where `apart` says so.
    """

    kind: str
    type: MeetingType
    heads: tuple[int, ...]
    destination: int | None = None
    pending: bool = False
    others: tuple[int, ...] = ()
    apart: bool = False


def unique(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """All members of some groups, in order, each once."""
    return tuple(dict.fromkeys(entity for group in groups for entity in group))


def is_definite(doc: Document, i: int) -> bool:
    """Whether the phrase refers back: "the talks", "their meeting", "today's talks"."""
    for token in kids(doc, i, "det", "poss"):
        if token.lower in ("the", "this", "that", "these", "those") or token.dep == "poss":
            return True
    return False


def topics(doc: Document, finder: PartyFinder, i: int) -> tuple[str, ...]:
    """The entities that the encounter is about: after "on", "about", "over", or what is to be discussed."""
    found: list[str] = []
    for prep, obj in preps(doc, i, "on", "about", "over", "regarding", "concerning"):
        if prep.head == i and obj.ner not in ("DATE", "TIME"):
            found.extend(e for at in doc.subtree(obj.i) for e in finder.named(at))
    for clause in kids(doc, i, "advcl", "acl", "xcomp"):
        if clause.lemma in ("discuss", "address", "review"):
            for obj in kids(doc, clause.i, *OBJECTS):
                found.extend(e for at in doc.subtree(obj.i) for e in finder.named(at))
    return tuple(dict.fromkeys(found))


def anchor_of(doc: Document, words: MeetingWords, verb: int) -> int | None:
    """The event noun beside which the clause sets the encounter: "before the ceremony", "after the summit"."""
    for _, obj in preps(doc, verb, "before", "after", "during", "following"):
        if words.noun(obj) is not None and is_definite(doc, obj.i):
            return obj.i
    return None


def chairs(doc: Document, finder: PartyFinder, verb: int) -> tuple[str, ...]:
    """Who leads the encounter: "met under the chairmanship of X"."""
    led = (obj for _, obj in preps(doc, verb, "under") if obj.lemma.lower() in CHAIRS)
    return unique(*(finder.parties(who.i) for chair in led for _, who in preps(doc, chair.i, "of")))
