"""Verbs of journeys: "visits", "flew to", "flew home from", "is expected in", "led a delegation to", "crossed into"."""

from __future__ import annotations

from kg.extract.encounter_frames import Filled
from kg.extract.meeting_syntax import OBJECTS, kids, preps
from kg.extract.meeting_words import MeetingWords
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

SOCIAL = frozenset(
    (
        "lunch",
        "dinner",
        "breakfast",
        "talk",
        "meeting",
        "summit",
        "banquet",
        "luncheon",
        "tea",
        "supper",
        "reception",
        "table",
    )
)
# The prepositions before the place that a journey is to, where they are others than "to", "for" and "into".
WHITHER = {
    **dict.fromkeys(("arrive", "land", "touch", "stop", "descend", "alight"), ("in", "at", "into", "on")),
    **dict.fromkeys(("drop", "swing", "pull", "roll", "get"), ("in", "at", "into", "by", "through")),
    "shuttle": ("to", "between"),
    "march": ("into",),
    **dict.fromkeys(("leave", "depart"), ("for",)),
    "go": ("to",),
    "return": ("to",),
}
# Verbs that are of journeys only where a place follows.
STAYS = frozenset(
    ("stop", "drop", "slip", "sweep", "swing", "get", "pull", "roll", "march", "hop", "descend", "breeze")
)
MISSIONS = frozenset(("delegation", "mission", "team", "party", "group"))


class VerbJourneys:
    """Verb → `Filled` of a trip, for one document."""

    def __init__(self, doc: Document, finder: PartyFinder, words: MeetingWords) -> None:
        self._doc = doc
        self._finder = finder
        self._words = words

    def travels(self, head: int) -> bool:
        """Persons travel, and those who stand for a state; a state itself does not."""
        who = self._finder.parties(head)
        personal = any(self._finder.of_kind(entity, Kind.PERSON) for entity in who)
        return personal or (bool(who) and self._doc.tokens[head].lemma.lower() in self._words.delegates)

    def fill(self, verb: Token, heads: tuple[int, ...], obj: Token | None) -> Filled | None:
        """ "X visits a place (or Y)", "X flies to a place", "X landed there", "X flew home from a place"."""
        doc = self._doc
        heads = tuple(head for head in heads if self.travels(head))
        if not heads:
            return None
        if obj is not None and verb.lemma in ("visit", "tour"):
            hosts = self._is_person(obj.i)
            met = (*heads, obj.i) if hosts else heads
            return Filled("trip", MeetingType.VISIT, met, None if hosts else obj.i)
        if obj is not None:
            return None
        for _, place in preps(doc, verb.i, *WHITHER.get(verb.lemma, ("to", "for", "into"))):
            stops = verb.lemma not in STAYS or place.ner in ("GPE", "LOC")
            if (place.pos == "PROPN" and stops) or place.lemma.lower() in ("capital", "city"):
                talks = any(found.lemma.lower() in SOCIAL for _, found in preps(doc, verb.i, "for"))
                back = verb.lemma == "return" and not talks
                return None if back else Filled("trip", MeetingType.VISIT, heads, place.i)
        return self._homeward(verb, heads) or self._thither(verb, heads)

    def _homeward(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "flew home from a place": a visit that has ended."""
        near = kids(self._doc, verb.i, "advmod", "prt", "npadvmod")
        home = [token.i for token in near if token.lower in ("home", "back")]
        if not home and verb.lemma != "return":
            return None
        left = (o.i for at in (verb.i, *home) for _, o in preps(self._doc, at, "from") if o.pos == "PROPN")
        return next((Filled("trip", MeetingType.VISIT, heads, place) for place in left), None)

    def _thither(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "landed there": a visit to the place told before."""
        if any(token.lower == "there" for token in kids(self._doc, verb.i, "advmod")):
            return Filled("trip", MeetingType.VISIT, heads)
        return None

    def expected(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X is expected (due) in a place (there)": a visit ahead; "X is in a place for talks": a visit."""
        doc, lemma = self._doc, verb.lemma.lower()
        if kids(doc, verb.i, "xcomp", "ccomp") or not self.travels(heads[0]):
            return None
        if lemma == "be" and not any(self._words.noun(found) for _, found in preps(doc, verb.i, "for", "on")):
            return None
        for _, place in preps(doc, verb.i, "in", "at"):
            if place.pos == "PROPN" and not self._is_event(place.i):
                return Filled("trip", MeetingType.VISIT, heads, place.i)
        if lemma != "be" and any(token.lower == "there" for token in kids(doc, verb.i, "advmod")):
            return Filled("attend", MeetingType.VISIT, heads)
        return None

    def set_foot(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X sets foot in a place"."""
        foot = any(token.lower == "foot" for token in kids(self._doc, verb.i, *OBJECTS))
        if not foot or not self.travels(heads[0]):
            return None
        places = (o for _, o in preps(self._doc, verb.i, "in", "on", "inside") if o.pos == "PROPN")
        return next((Filled("trip", MeetingType.VISIT, heads, place.i) for place in places), None)

    def led(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X leads a delegation to a place"."""
        obj = self._object(verb)
        if obj is None or obj.lemma.lower() not in MISSIONS or not self.travels(heads[0]):
            return None
        places = (o for owner in (verb.i, obj.i) for _, o in preps(self._doc, owner, "to") if o.pos == "PROPN")
        return next((Filled("trip", MeetingType.VISIT, heads, place.i) for place in places), None)

    def crossed(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X crosses into a place", "X crosses the border at a place"."""
        obj = self._object(verb)
        border = obj is not None and obj.lemma.lower() in ("border", "frontier", "line", "river")
        if not self.travels(heads[0]) or (obj is not None and not border):
            return None
        places = [o.i for _, o in preps(self._doc, verb.i, *(("into", "at", "to") if border else ("into",)))]
        named = (at for at in places if self._doc.tokens[at].pos == "PROPN")
        return next((Filled("trip", MeetingType.VISIT, heads, at) for at in named), None)

    def _is_person(self, head: int) -> bool:
        return any(self._finder.of_kind(entity, Kind.PERSON) for entity in self._finder.parties(head))

    def _is_event(self, head: int) -> bool:
        return self._words.noun(self._doc.tokens[head]) is not None

    def _object(self, verb: Token) -> Token | None:
        return next(iter(kids(self._doc, verb.i, *OBJECTS)), None)
