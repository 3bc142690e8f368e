"""What the grammar of a clause says of an encounter, and what verbs and nouns of encounter share in telling it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.meeting_moods import Mood
from kg.extract.meeting_syntax import OBJECTS, governing_verb, kids, preps
from kg.extract.meeting_syntax import is_definite as is_definite
from kg.extract.meeting_words import MeetingWords
from kg.extract.participants import PartyFinder
from kg.model.document import Document
from kg.model.facts import MeetingType

# Bodies that sit by themselves: their sessions are no encounters.
SITTING = frozenset(("parliament", "cabinet", "congress", "senate", "court", "assembly", "jury", "board", "committee"))

DAYS_OF = {"day": 1, "week": 7}
UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen")
NUMBERS = {"a": 1, "an": 1, **{word: number for number, word in enumerate(UNITS, 1)}, "fourteen": 14, "fifteen": 15}
# A number of so many digits counts no days.
MANY = 4
# Times so short that what is told by them is of one day.
SHORT_TIMES = frozenset(("hour", "minute", "moment", "time"))
PARTS_OF_DAY = frozenset(("morning", "afternoon", "evening"))
CHAIRS = frozenset(("chairmanship", "chair", "presidency", "leadership", "auspices", "aegis", "mediation"))


@dataclass(frozen=True, slots=True)
class Framed:
    """A predicate with its participants.

    `clause` is the verb whose adverbials date the encounter (None: only the noun's own), `strong` says that a verb of
    holding or the like vouches for it, `group` that one named party stands for several, `heads` are the heads of the
    participants' phrases, `destination` that of a trip's place, `anchor` an event that dates this one, so many days
    (`shift`) after it. `weak` are
    who may have taken part, if nothing else is told of it. `bare` predicates name no participants of their own;
    `pending` ones lack the members of a group ("the two men"), those of `sides` the states of the story. `others` are
    whom the first ones see or telephone, each by himself if `apart`. `then` says that the clause goes on from the one
    before, `again` and `alone` what adverbs say, `part` that it is one of several ("a first session"),
    `days` how many it lasted up to that of the clause.
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
    shift: int = 0
    others: tuple[str, ...] = ()
    apart: bool = False
    sides: bool = False
    then: bool = False
    again: bool = False
    alone: bool = False
    part: bool = False
    days: int = 0


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


def anchor_of(doc: Document, words: MeetingWords, verb: int) -> tuple[int | None, int]:
    """The event beside which the clause sets the encounter, and how many days after it the encounter was.

    "before the ceremony", "after the summit" (of the same day); "on the eve of the summit"; "a day after he met her".
    """
    for _, obj in preps(doc, verb, "before", "after", "during", "following"):
        if words.noun(obj) is not None and is_definite(doc, obj.i):
            return obj.i, 0
    for _, eve in preps(doc, verb, "on"):
        for _, obj in preps(doc, eve.i, "of"):
            if eve.lemma == "eve" and words.noun(obj) is not None:
                return obj.i, -1
    return _counted(doc, verb)


def _counted(doc: Document, verb: int) -> tuple[int | None, int]:
    """The main clause from which the days are counted: "two days after meeting her"; none where none are."""
    marks = [*kids(doc, verb, "mark", "prep"), doc.tokens[doc.tokens[verb].head]]
    mark = next((token for token in marks if token.lower in ("after", "before") and token.i < verb), None)
    if mark is None or mark.i < 2 or doc.tokens[mark.i - 1].lemma not in DAYS_OF:
        return None, 0
    number, main = doc.tokens[mark.i - 2].lower, governing_verb(doc, verb)
    count = int(number) if number.isdecimal() and len(number) < MANY else NUMBERS.get(number)
    if main is None or count is None:
        return None, 0
    days = count * DAYS_OF[doc.tokens[mark.i - 1].lemma]
    return main.i, -days if mark.lower == "after" else days


def goes_on(doc: Document, verb: int) -> bool:
    """Whether the clause sets itself beside what was told before: "at the same hour", "in the hours before"."""
    for prep, obj in preps(doc, verb, "at", "in", "within"):
        if obj.lemma.lower() in PARTS_OF_DAY and prep.lower == "in":
            return any(token.lower == "the" for token in kids(doc, obj.i, "det"))
        if obj.lemma.lower() not in SHORT_TIMES or prep.head != verb:
            continue
        same = any(token.lower == "same" for token in kids(doc, obj.i, "amod"))
        after = doc.tokens[obj.i + 1].lower if obj.i + 1 < len(doc.tokens) else ""
        if same or (after in ("before", "after") and doc.tokens[obj.i + 2].pos == "PUNCT"):
            return True
    measures = kids(doc, verb, "advmod", "npadvmod")
    return any(
        token.lower in ("earlier", "later", "before")
        and any(unit.lemma.lower() in SHORT_TIMES for unit in kids(doc, token.i, "npadvmod"))
        for token in measures
    )


def is_parallel(doc: Document, i: int) -> bool:
    """Whether the encounter is held beside another: "a parallel session"."""
    return any(token.lower in ("parallel", "simultaneous", "concurrent") for token in kids(doc, i, "amod"))


def chairs(doc: Document, finder: PartyFinder, verb: int) -> tuple[str, ...]:
    """Who leads the encounter: "met under the chairmanship of X"."""
    led = (obj for _, obj in preps(doc, verb, "under") if obj.lemma.lower() in CHAIRS)
    return unique(*(finder.parties(who.i) for chair in led for _, who in preps(doc, chair.i, "of")))
