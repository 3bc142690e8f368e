"""Verbs of encounter and their participants: "met", "telephoned", "will travel to", "were brought together"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.extract.encounter_frames import SITTING, Framed, anchor_of, is_definite, topics, unique
from kg.extract.meeting_status import HELD, PLANNED, Mood, mood_of_verb
from kg.extract.meeting_syntax import OBJECTS, agents, clause_of, is_passive, kids, preps, subjects
from kg.extract.meeting_words import MeetingWords, verb_forms
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

PHONE = frozenset(("phone", "telephone", "video", "videolink", "skype", "hotline", "teleconference"))
SOCIAL = frozenset(("lunch", "dinner", "breakfast", "talk", "meeting", "summit", "banquet", "luncheon"))
KINDS = {"visit": "trip", "travel": "trip", "phone": "call", "call": "call"}
PASSIVE_FRAMES = frozenset(("sign", "receive", "phone", "gather", "see"))
# Adverbs that tell an encounter from mere seeing or speaking.
MANNER = frozenset(("again", "alone", "privately", "separately", "together", "secretly", "briefly", "first"))


@dataclass(frozen=True, slots=True)
class _Filled:
    """A frame with its arguments: heads of the participants' phrases, and the head of a trip's destination."""

    kind: str
    type: MeetingType
    heads: tuple[int, ...]
    destination: int | None = None
    pending: bool = False


class VerbFrames:
    """Verb → `Framed`, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder

    def frame(self, verb: Token) -> Framed | None:
        """The encounter that the verb tells, or None."""
        filled = self._together(verb) or self._expected(verb) or self._regular(verb)
        if filled is None:
            return None
        mood = mood_of_verb(self._doc, self._words, verb)
        if mood is None:
            return None
        if filled.kind == "trip" and verb.lemma.lower() in ("expect", "due", "await") and mood.status is HELD:
            mood = Mood(PLANNED, "schedule")
        return self._framed(verb, filled, mood)

    def _regular(self, verb: Token) -> _Filled | None:
        entry = next(
            (self._words.verbs[form] for form in verb_forms(self._doc, verb) if form in self._words.verbs), None
        )
        if entry is None:
            return None
        filled = self._arguments(verb, entry.frame, entry.type)
        if filled is None:
            return None
        if entry.frame == "confer" and self._by_phone(verb):
            return replace(filled, type=MeetingType.CALL, kind="call")
        if entry.frame in ("meet", "gather") and len(filled.heads) == 1 and self._is_body(filled.heads[0]):
            return replace(filled, type=MeetingType.CONFERENCE)
        return filled

    def _framed(self, verb: Token, filled: _Filled, mood: Mood) -> Framed | None:
        finder, heads = self._finder, filled.heads
        who = unique(*(finder.parties(head) for head in heads))
        if filled.kind == "trip":
            who = tuple(e for e in who if not finder.of_kind(e, Kind.ORGANIZATION)) or who
        bare = not who and filled.kind != "trip" and bool(heads) and finder.is_group(heads[0])
        if (not who and not bare) or self._is_sitting(heads):
            return None
        return Framed(
            trigger=verb.i,
            type=filled.type,
            kind=filled.kind,
            mood=mood,
            participants=who,
            confidence=0.9 if len(heads) > 1 and len(who) > 1 else 0.75,
            heads=heads,
            clause=verb.i,
            destination=filled.destination,
            strong=filled.kind in ("meet", "receive", "call", "join", "together", "trip", "gather")
            or self._in_manner(verb),
            group=finder.is_group(heads[-1]),
            bare=bare,
            definite=bare and is_definite(self._doc, heads[0]),
            pending=filled.pending,
            about=topics(self._doc, finder, verb.i),
            anchor=anchor_of(self._doc, self._words, verb.i),
        )

    def _is_sitting(self, heads: tuple[int, ...]) -> bool:
        return len(heads) == 1 and self._doc.tokens[heads[0]].lemma.lower() in SITTING

    def _is_body(self, head: int) -> bool:
        who = self._finder.parties(head)
        return bool(who) and all(self._finder.of_kind(entity, Kind.ORGANIZATION) for entity in who)

    def _in_manner(self, verb: Token) -> bool:
        doc = self._doc
        near = [token for child in doc.children(verb.i) for token in (doc.tokens[child], *kids(doc, child, "advmod"))]
        return any(token.lower in MANNER for token in near)

    def _by_phone(self, verb: Token) -> bool:
        doc = self._doc
        return any(
            obj.lower in PHONE or any(token.lower in PHONE for token in kids(doc, obj.i, "compound"))
            for _, obj in preps(doc, verb.i, "by", "on", "over", "via", "in")
        )

    def _object(self, verb: Token) -> Token | None:
        """The object, or what a relative pronoun in its place stands for."""
        found = kids(self._doc, verb.i, *OBJECTS)
        if found and found[0].tag in ("WP", "WDT"):
            return self._doc.tokens[verb.head] if verb.dep == "relcl" else None
        return found[0] if found else None

    def _arguments(self, verb: Token, frame: str, type_: MeetingType) -> _Filled | None:
        """The frame with its participants; None if they are not there."""
        doc = self._doc
        doers, obj = subjects(doc, verb.i), self._object(verb)
        if is_passive(doc, verb.i):
            if frame not in PASSIVE_FRAMES:
                return None
            obj = doers[0] if doers else None
            doers = agents(doc, verb.i)
        heads = tuple(token.i for token in doers)
        withs = tuple(found.i for _, found in preps(doc, verb.i, "with"))
        kind = KINDS.get(frame, frame)
        if kind == "trip":
            return self._journey(verb, heads, obj)
        if frame == "sign":
            signers = (*heads, *withs)
            return _Filled(kind, type_, signers) if obj is not None and signers else None
        if frame == "settle":
            people = [e for e in unique(*map(self._finder.parties, heads)) if self._finder.of_kind(e, Kind.PERSON)]
            return _Filled(kind, type_, heads) if len(people) > 1 and verb.tag in ("VBD", "VBN") else None
        if frame in ("meet", "gather", "confer"):
            return self._mutual(verb, frame, type_, heads, (obj, withs))
        return self._direct(verb, frame, type_, heads, obj)

    def _mutual(
        self,
        verb: Token,
        frame: str,
        type_: MeetingType,
        heads: tuple[int, ...],
        others: tuple[Token | None, tuple[int, ...]],
    ) -> _Filled | None:
        """ "X meets Y", "X meets with Y", "X and Y meet". A thing that is met ("demands") is no encounter."""
        obj, withs = others
        if frame == "confer" and not withs and self._by_phone(verb):
            withs = tuple(found.i for _, found in preps(self._doc, verb.i, "to"))
        if obj is not None and frame == "confer" and verb.lemma != "consult":
            return None
        if obj is not None and frame != "gather":
            withs = (obj.i, *withs)
        known = tuple(head for head in withs if self._finder.parties(head))
        if known:
            return _Filled(frame, type_, (*heads, *known))
        if withs:
            pending = frame == "meet" and heads and self._is_pair(withs[0])
            return _Filled(frame, type_, (*heads, withs[0]), pending=True) if pending else None
        if not heads or not (len(heads) > 1 or self._finder.is_group(heads[0])):
            return None
        several = len(unique(*map(self._finder.parties, heads))) > 1
        if frame == "confer" and (not several or (verb.lemma == "speak" and not self._by_phone(verb))):
            return None
        return _Filled(frame, type_, heads)

    def _is_pair(self, head: int) -> bool:
        """A group whose members were told before: "the two men", "each prime minister", "both"."""
        determiners = {token.lower for token in kids(self._doc, head, "det", "nummod", "predet")}
        return bool(determiners & {"each", "both", "two"}) or self._doc.tokens[head].lower in ("both", "each")

    def _direct(
        self, verb: Token, frame: str, type_: MeetingType, heads: tuple[int, ...], obj: Token | None
    ) -> _Filled | None:
        """ "X receives Y", "X telephones Y", "X sees Y", "X joins Y for lunch"."""
        doc, finder, kind = self._doc, self._finder, KINDS.get(frame, frame)
        if obj is None and frame == "call":
            obj = next((token for token in kids(doc, verb.i, "oprd") if finder.parties(token.i)), None)
        if obj is None or not heads or not finder.parties(heads[0]):
            return None
        if any(token.i != obj.i for token in kids(doc, verb.i, "oprd", "ccomp")):
            return None
        who = finder.parties(obj.i)
        personal = any(finder.of_kind(entity, Kind.PERSON) for entity in who)
        if kind == "call":
            return self._called(verb, type_, heads, obj) if who or self._is_pair(obj.i) else None
        if kids(doc, verb.i, "xcomp"):
            return None
        filled = _Filled(kind, type_, (*heads, obj.i))
        if frame == "join":
            occasions = [o for owner in (verb.i, obj.i) for _, o in preps(doc, owner, "for", "at", "in")]
            told = next((entry for occasion in occasions if (entry := self._words.noun(occasion))), None)
            filled = replace(filled, type=told.type) if told is not None else filled
            there = personal and any(occasion.ner in ("GPE", "FAC") for occasion in occasions)
            return filled if there or any(occasion.lemma.lower() in SOCIAL for occasion in occasions) else None
        if not who and self._is_pair(obj.i):
            return replace(filled, pending=True)
        if frame == "see":
            return filled if personal else None
        guests = obj.tag in ("NNS", "NNPS") and obj.lemma.lower() in self._words.delegates
        return filled if personal or guests else None

    def _called(self, verb: Token, type_: MeetingType, heads: tuple[int, ...], obj: Token) -> _Filled | None:
        """A call by telephone, and no call on somebody or for something."""
        if verb.lemma == "call":
            quotes = (self._doc.quote_of(token.i) for token in kids(self._doc, verb.i, *OBJECTS, "oprd"))
            if any(quote is not None and quote is not self._doc.quote_of(verb.i) for quote in quotes):
                # 'called her "Madam"' is name-calling.
                return None
            for _, found in preps(self._doc, verb.i, "on", "for", "off", "into"):
                if found.ner not in ("DATE", "TIME"):
                    return None
            if not self._is_message(verb):
                return None
        return _Filled("call", type_, (*heads, obj.i), pending=not self._finder.parties(obj.i))

    def _is_message(self, verb: Token) -> bool:
        """Whether calling somebody is a call by telephone: it has a purpose or a time, and is no name-calling."""
        doc = self._doc
        purpose = any(token.tag in ("VB", "VBG") for token in kids(doc, verb.i, "advcl", "xcomp"))
        near = {verb.head, *clause_of(doc, verb.i)}
        return purpose or any(time.head in near for time in doc.times) or self._by_phone(verb)

    def _journey(self, verb: Token, heads: tuple[int, ...], obj: Token | None) -> _Filled | None:
        """ "X visits a place (or Y)", "X flies to a place"."""
        finder, doc = self._finder, self._doc
        if not heads or not self._travels(heads[0]):
            return None
        if obj is not None and verb.lemma in ("visit", "tour"):
            hosts = [e for e in finder.parties(obj.i) if finder.of_kind(e, Kind.PERSON)]
            met = (*heads, obj.i) if hosts else heads
            return _Filled("trip", MeetingType.VISIT, met, None if hosts else obj.i)
        if obj is not None:
            return None
        words = {"arrive": ("in", "at"), "go": ("to",), "return": ("to",)}.get(verb.lemma, ("to", "for"))
        for _, place in preps(doc, verb.i, *words):
            if place.pos == "PROPN" or place.lemma.lower() in ("capital", "city"):
                talks = any(found.lemma.lower() in SOCIAL for _, found in preps(doc, verb.i, "for"))
                return _Filled("trip", MeetingType.VISIT, heads, place.i) if verb.lemma != "return" or talks else None
        return None

    def _travels(self, head: int) -> bool:
        """Persons travel, and those who stand for a state; a state itself does not."""
        who = self._finder.parties(head)
        personal = any(self._finder.of_kind(entity, Kind.PERSON) for entity in who)
        return personal or (bool(who) and self._doc.tokens[head].lemma.lower() in self._words.delegates)

    def _together(self, verb: Token) -> _Filled | None:
        """ "X brings Y and Z together", "X and Y come together", "X and Y put their names to it"."""
        doc, lemma = self._doc, verb.lemma.lower()
        if lemma not in ("bring", "come", "get", "put"):
            return None
        heads, obj = tuple(token.i for token in subjects(doc, verb.i)), self._object(verb)
        near = [token for prep in kids(doc, verb.i, "prep") for token in kids(doc, prep.i, "advmod")]
        together = any(token.lower == "together" for token in (*kids(doc, verb.i, "advmod", "prt"), *near))
        if heads and self._words.noun(doc.tokens[heads[0]]) is not None:
            return None
        many = len(unique(*map(self._finder.parties, heads))) > 1
        if lemma == "bring" and obj is not None and self._finder.parties(obj.i):
            table = any(found.lemma == "table" for _, found in preps(doc, verb.i, "to"))
            guests = unique(self._finder.parties(obj.i))
            seat = len(guests) > 1 and any(self._is_seat(found.i) for _, found in preps(doc, verb.i, "to"))
            return _Filled("together", MeetingType.TALKS, (*heads, obj.i)) if together or table or seat else None
        if lemma in ("come", "get") and together and many:
            return _Filled("together", MeetingType.TALKS, heads)
        named = obj is not None and obj.lemma in ("name", "signature", "initial") and lemma == "put"
        if named and many and any(True for _ in preps(doc, verb.i, "to", "on")):
            return _Filled("sign", MeetingType.CEREMONY, heads)
        return None

    def _is_seat(self, head: int) -> bool:
        """Whether guests may be brought there: a city or a house."""
        token = self._doc.tokens[head]
        return token.lemma.lower() in self._words.venues or token.ner in ("GPE", "FAC")

    def _expected(self, verb: Token) -> _Filled | None:
        """ "X is expected (due) in a place": a visit ahead; "X is in a place for talks": a visit."""
        doc, lemma = self._doc, verb.lemma.lower()
        if lemma not in ("expect", "due", "await", "be") or kids(doc, verb.i, "xcomp", "ccomp"):
            return None
        if lemma == "be" and not any(self._words.noun(found) for _, found in preps(doc, verb.i, "for", "on")):
            return None
        heads = tuple(token.i for token in subjects(doc, verb.i))
        if not heads or not self._travels(heads[0]):
            return None
        for _, place in preps(doc, verb.i, "in", "at"):
            if place.pos == "PROPN":
                return _Filled("trip", MeetingType.VISIT, heads, place.i)
        return None
