"""Verbs that put people into one another's company together with other words.

"Had her to dinner", "took him aside", "got them round a table", "accompanied her to a place", "mediated between them",
"sent him to a place", "came face to face with her", "shook hands".
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.encounter_frames import Filled, unique
from kg.extract.meeting_syntax import OBJECTS, kids, preps
from kg.extract.meeting_words import MeetingWords, verb_forms
from kg.extract.participants import PartyFinder
from kg.extract.verb_arguments import VerbArguments
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

ASIDE = frozenset(("aside", "apart"))
MEALS = frozenset(("meal", "feast"))
TOGETHER = ("with", "alongside", "beside", "opposite")
TABLES = frozenset(("table", "fireside", "roof"))
HOUSES = frozenset(("home", "house", "residence", "quarters", "villa", "palace", "ranch"))


# Verbs by which a sitting comes to its end.
ENDS = frozenset(("wrap_up", "wind_up", "break_up", "close", "adjourn", "end", "conclude", "disperse", "rise"))
# What two who do so by telephone do together.
AGREED = frozenset(("agree", "settle", "shake", "discuss", "review", "decide", "resolve", "arrange", "coordinate"))
SPELLS = frozenset(("hour", "day", "night", "week"))
# Whoever does this to somebody by telephone calls him.
SOUNDED = frozenset(("sound", "get", "consult", "warn", "thank", "contact", "ask", "brief", "lobby", "press", "raise"))


class VerbCompany:
    """Verb → `Filled`, for one document; every rule takes the verb and the heads of its subjects."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder, arguments: VerbArguments) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder
        self._arguments = arguments
        self._rules: dict[str, Callable[[Token, tuple[int, ...]], Filled | None]] = {
            "have": self._fed,
            "treat": self._fed,
            "entertain": self._fed,
            "take": self._taken,
            "draw": self._taken,
            "pull": self._taken,
            "get": self._seated,
            "coax": self._seated,
            "lure": self._seated,
            "seat": self._seated,
            "sit": self._seated,
            "gather": self._gathered,
            "assemble": self._gathered,
            "convene": self._gathered,
            "summon": self._gathered,
            "unite": self._gathered,
            "accompany": self._accompanied,
            "mediate": self._between,
            "arbitrate": self._between,
            "shuttle": self._between,
            "send": self._sent,
            "dispatch": self._sent,
            "despatch": self._sent,
            "come": self._face_to_face,
            "meet": self._face_to_face,
            "run": self._came_across,
            "bump": self._came_across,
            "huddle": self._phrase,
            "take_up": self._took_up,
            "tell": self._told_by_phone,
            "assure": self._told_by_phone,
            "inform": self._told_by_phone,
            "congratulate": self._told_by_phone,
            "urge": self._told_by_phone,
            "reach": self._told_by_phone,
        }

    def fill(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """The encounter that the verb tells with the words about it, or None."""
        phrase = self._phrase(verb, heads) or self._sat(verb, heads)
        rule = next(
            (self._rules[form] for form in (*verb_forms(self._doc, verb), verb.lemma) if form in self._rules), None
        )
        filled = phrase or (rule(verb, heads) if rule is not None else None)
        if filled is None and verb.lemma in SOUNDED:
            return self._told_by_phone(verb, heads)
        return filled or (self._agreed_by_phone(verb, heads) if verb.lemma in AGREED else None)

    def _agreed_by_phone(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X and Y shook on it over the telephone"."""
        persons = [e for e in unique(*map(self._finder.parties, heads)) if self._finder.of_kind(e, Kind.PERSON)]
        both = len(persons) > 1 and self._arguments.by_phone(verb)
        return Filled("call", MeetingType.CALL, heads) if both else None

    def _phrase(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X and Y shook hands", "X put pen to paper alongside Y"."""
        objects = [("", token) for token in kids(self._doc, verb.i, *OBJECTS) if token.ner not in ("PERSON", "GPE")]
        objects += [(prep.lower, obj) for prep, obj in preps(self._doc, verb.i)]
        keys = ((verb.lemma.lower(), link, obj.lemma.lower()) for link, obj in objects)
        entry = next((self._words.idioms[key] for key in keys if key in self._words.idioms), None)
        if entry is None:
            return None
        nouns = tuple(
            obj.i for link, obj in objects if (verb.lemma.lower(), link, obj.lemma.lower()) in self._words.idioms
        )
        others = self._company(verb, *nouns)
        if entry.partner == "of" and not others:
            others = self._owners(nouns)
        kind = entry.frame
        met = (*heads, *others)
        if len(unique(*map(self._finder.parties, met))) > 1 or (kind != "sign" and self._finder.is_group(heads[0])):
            return Filled(kind, entry.type, met, others=others)
        return None

    def _sat(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "The league wrapped up in Lima after two days of wrangling": a body that comes to an end has sat."""
        who = self._finder.parties(heads[0])
        body = bool(who) and all(self._finder.of_kind(entity, Kind.ORGANIZATION) for entity in who)
        ends = self._words.has_cue(self._doc, verb, "happen") or verb_forms(self._doc, verb)[0] in ENDS
        if not body or not ends or kids(self._doc, verb.i, *OBJECTS, "xcomp", "ccomp"):
            return None
        days = [
            obj
            for _, obj in preps(self._doc, verb.i, "after", "with", "following")
            if obj.lemma.lower() in SPELLS and any(True for _ in preps(self._doc, obj.i, "of"))
        ]
        placed = any(obj.pos == "PROPN" for _, obj in preps(self._doc, verb.i, "in", "at"))
        return Filled("gather", MeetingType.CONFERENCE, heads) if days and placed else None

    def _owners(self, nouns: tuple[int, ...]) -> tuple[int, ...]:
        """Whose the things are: "took the hand of Y", "shook Y's hand"."""
        of = [obj for noun in nouns for _, obj in preps(self._doc, noun, "of")]
        owners = (*of, *(token for noun in nouns for token in kids(self._doc, noun, "poss")))
        return tuple(token.i for token in owners if self._arguments.is_person(token.i))

    def _company(self, verb: Token, *owners: int) -> tuple[int, ...]:
        """Those with whom it is done."""
        found = (obj for owner in (verb.i, *owners) for _, obj in preps(self._doc, owner, *TOGETHER))
        return tuple(dict.fromkeys(obj.i for obj in found if self._finder.parties(obj.i)))

    def _guest(self, verb: Token) -> Token | None:
        obj = self._arguments.object_of(verb)
        return obj if obj is not None and self._arguments.is_person(obj.i) else None

    def _fed(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X had Y to dinner", "X treated Y to lunch"."""
        guest = self._guest(verb)
        meal = any(
            (entry := self._words.noun(found)) is not None and entry.kind in MEALS
            for _, found in preps(self._doc, verb.i, "to", "for", "over")
        )
        if guest is None or not meal:
            return None
        return Filled("receive", MeetingType.TALKS, (*heads, guest.i), others=(guest.i,))

    def _taken(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X took Y aside", "X took Y to lunch"."""
        guest = self._guest(verb)
        aside = any(token.lower in ASIDE for token in kids(self._doc, verb.i, "advmod", "prt"))
        if guest is not None and aside:
            return Filled("receive", MeetingType.TALKS, (*heads, guest.i), others=(guest.i,))
        return self._fed(verb, heads) if verb.lemma == "take" else None

    def _seated(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X got Y and Z to the table", "coaxed them into one room"."""
        obj = self._arguments.object_of(verb)
        guests = self._finder.parties(obj.i) if obj is not None else ()
        seats = preps(self._doc, verb.i, "to", "at", "around", "round", "into", "under")
        if obj is None or len(guests) < 2 or not any(seat.lemma.lower() in TABLES for _, seat in seats):
            return None
        return Filled("together", MeetingType.TALKS, (*heads, obj.i))

    def _gathered(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X gathered (summoned, assembled) Y and Z in a place", "X summoned Y to a place"."""
        obj = self._arguments.object_of(verb)
        if obj is None or not self._finder.parties(heads[0]):
            return None
        guests = self._finder.parties(obj.i)
        persons = [entity for entity in guests if self._finder.of_kind(entity, Kind.PERSON)]
        delegates = obj.tag in ("NNS", "NNPS") and obj.lemma.lower() in self._words.delegates
        called = verb.lemma == "summon" and not any(True for _ in preps(self._doc, verb.i, "to"))
        if (not persons and not delegates) or called:
            return None
        return Filled("receive", MeetingType.TALKS, (*heads, obj.i), others=(obj.i,))

    def _accompanied(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X accompanied Y to a place"."""
        guest = self._guest(verb)
        if guest is None:
            return None
        place = next((o.i for _, o in preps(self._doc, verb.i, "to") if o.pos == "PROPN"), None)
        return Filled("trip", MeetingType.VISIT, (*heads, guest.i), place) if place is not None else None

    def _between(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X mediated (shuttled) between Y and Z"; between places it is a journey."""
        sides = [obj.i for _, obj in preps(self._doc, verb.i, "between", "among") if self._finder.parties(obj.i)]
        who = unique(*map(self._finder.parties, (*heads, *sides)))
        if not sides or len(who) < 3 or not all(self._is_personal(head) for head in sides):
            return None
        return Filled("see", MeetingType.TALKS, (*heads, *sides), others=tuple(sides))

    def _is_personal(self, head: int) -> bool:
        who = self._finder.parties(head)
        delegates = self._doc.tokens[head].lemma.lower() in self._words.delegates
        return delegates or any(self._finder.of_kind(e, Kind.PERSON, Kind.ORGANIZATION) for e in who)

    def _sent(self, verb: Token, _heads: tuple[int, ...]) -> Filled | None:
        """ "X sent Y to a place": Y is its visitor."""
        envoy = self._guest(verb)
        if envoy is None or kids(self._doc, verb.i, "xcomp", "ccomp", "dative"):
            return None
        place = next((o for _, o in preps(self._doc, verb.i, "to") if o.pos == "PROPN"), None)
        if place is None or (place.ner not in ("GPE", "LOC", "FAC") and not self._is_place(place.i)):
            return None
        return Filled("trip", MeetingType.VISIT, (envoy.i,), place.i)

    def _is_place(self, head: int) -> bool:
        return any(self._finder.of_kind(e, Kind.COUNTRY) for e in self._finder.named(head))

    def _face_to_face(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X came (met) face to face with Y": the parser may take the second face for a verb."""
        faces = [token for token in kids(self._doc, verb.i, "npadvmod", "advmod", "dobj") if token.lower == "face"]
        if not faces:
            return None
        inner = [at for face in faces for at in self._doc.subtree(face.i)]
        withs = [o.i for at in (verb.i, *inner) for _, o in preps(self._doc, at, "with") if self._finder.parties(o.i)]
        nested = kids(self._doc, verb.i, "advcl", "xcomp")
        withs += [o.i for token in nested for _, o in preps(self._doc, token.i, "with") if token.lower == "face"]
        met = (*heads, *dict.fromkeys(withs))
        several = len(unique(*map(self._finder.parties, met))) > 1
        return Filled("meet", MeetingType.TALKS, met, others=tuple(dict.fromkeys(withs))) if several else None

    def _came_across(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X ran (bumped) into Y"."""
        met = [o.i for _, o in preps(self._doc, verb.i, "into") if self._arguments.is_person(o.i)]
        return Filled("see", MeetingType.TALKS, (*heads, met[0]), others=(met[0],)) if met else None

    def _told_by_phone(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X told Y by telephone that …"."""
        heard = self._guest(verb)
        if heard is None or not self._arguments.by_phone(verb) or not self._arguments.is_person(heads[0]):
            return None
        return Filled("call", MeetingType.CALL, (*heads, heard.i), others=(heard.i,))

    def _took_up(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "The council took up the row": a body that takes up a matter sits."""
        who = self._finder.parties(heads[0])
        body = bool(who) and all(self._finder.of_kind(entity, Kind.ORGANIZATION) for entity in who)
        return Filled("gather", MeetingType.CONFERENCE, heads) if body and verb.tag == "VBD" else None
