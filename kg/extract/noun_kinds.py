"""Which nouns are encounters where they stand, and of what type: not "small talk", "press conference", "a call for"."""

from __future__ import annotations

from kg.extract.encounter_frames import SITTING
from kg.extract.meeting_syntax import OBJECTS, is_verb, kids, preps
from kg.extract.meeting_words import SPELL, MeetingWords, NounEntry
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

PHONE_NOUNS = frozenset(("telephone", "phone", "video", "conference", "hotline"))
PLACED = frozenset(("receive", "take", "place", "make", "return", "field", "get"))
# Verbs by which one has time with somebody.
HAVING = frozenset(("have", "get", "snatch", "grab", "take", "enjoy", "share", "win"))


class NounKinds:
    """Noun → whether it is an encounter, and its type, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder

    def is_event(self, noun: Token, entry: NounEntry) -> bool:
        """Whether the noun is an encounter here: not "small talk", "press conference", "a call for"."""
        doc, lemma = self._doc, noun.lemma.lower()
        if entry.plural_only and noun.tag not in ("NNS", "NNPS") and not self._is_held(noun):
            return False
        measured = doc.tokens[noun.head].lower == "of" and doc.tokens[doc.tokens[noun.head].head].ner in (
            "DATE",
            "TIME",
        )
        if noun.tag == "VBG" and not kids(doc, noun.i, "det", "poss") and not measured:
            return False
        if entry.kind == SPELL:
            return self._is_spell(noun)
        if entry.kind == "call" and self._is_by_phone(noun):
            return True
        excluded = self._words.exclusions.get(lemma, frozenset())
        before = kids(doc, noun.i, "compound", "amod", "nmod", "poss")
        if any(("before", word) in excluded for token in before for word in (token.lower, token.lemma.lower())):
            return False
        sitters = [*before, *(obj for _, obj in preps(doc, noun.i, "of"))]
        if any(token.lemma.lower() in SITTING for token in sitters):
            return False
        for prep, obj in preps(doc, noun.i):
            timed = obj.ner in ("DATE", "TIME")
            if (("prep", prep.lower) in excluded and not timed) or (
                prep.lower == "of" and ("of", obj.lemma.lower()) in excluded
            ):
                return False
        return (
            entry.kind != "call"
            or self._is_placed(noun)
            or (not kids(doc, noun.i, "acl") and any(True for _ in preps(doc, noun.i, "with", "between")))
        )

    def _is_spell(self, noun: Token) -> bool:
        """Whether it is time (or a word) with a person, and no verb tells the same: "after an hour with her"."""
        governor = self._doc.tokens[noun.head]
        if governor.lemma in ("spend", "set") or not (governor.pos == "ADP" or is_verb(governor)):
            return False
        owners = (noun.i, governor.i) if noun.dep == "dobj" and governor.lemma in HAVING else (noun.i,)
        guests = [e for at in owners for _, obj in preps(self._doc, at, "with") for e in self._finder.parties(obj.i)]
        return any(self._finder.of_kind(entity, Kind.PERSON) for entity in guests)

    def _is_placed(self, noun: Token) -> bool:
        """Whether somebody takes or places a call: "took a call from her"."""
        verb = self._doc.tokens[noun.head]
        partners = [obj for at in (noun.i, verb.i) for _, obj in preps(self._doc, at, "from", "to")]
        persons = any(self._finder.of_kind(e, Kind.PERSON) for obj in partners for e in self._finder.parties(obj.i))
        return noun.dep == "dobj" and verb.lemma in PLACED and persons and not kids(self._doc, noun.i, "acl")

    def _is_held(self, noun: Token) -> bool:
        """Whether a singular "talk" is an encounter: "for talk", "had an hour's talk with her"."""
        governor = self._doc.tokens[noun.head]
        held = noun.dep in OBJECTS and self._words.has_cue(self._doc, governor, "hold")
        guests = (entity for _, obj in preps(self._doc, noun.i, "with") for entity in self._finder.parties(obj.i))
        return governor.lower == "for" or (held and any(self._finder.of_kind(e, Kind.PERSON) for e in guests))

    def _is_by_phone(self, noun: Token) -> bool:
        before = kids(self._doc, noun.i, "compound", "amod")
        return noun.lemma == "phonecall" or any(token.lower in PHONE_NOUNS for token in before)

    def type_of(self, noun: Token, entry: NounEntry) -> MeetingType:
        """The type of the noun, or that of a noun before it: "summit meeting", "video call", "signing ceremony"."""
        before = [token.lower for token in kids(self._doc, noun.i, "compound", "amod")]
        if "summit" in before:
            return MeetingType.SUMMIT
        if "video" in before and entry.type is not MeetingType.CALL:
            return MeetingType.CONFERENCE
        if any(word in ("telephone", "phone") for word in before):
            return MeetingType.CALL
        return entry.type
