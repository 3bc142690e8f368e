"""Nouns of encounter and their participants: "talks with", "a visit by X to Y", "at a conference in"."""

from __future__ import annotations

from kg.extract.encounter_frames import Framed, anchor_of, goes_on, is_definite, is_parallel, topics, unique
from kg.extract.meeting_status import (
    CANCELLED,
    DENIED,
    HELD,
    PLANNED,
    POSTPONED,
    PROPOSED,
    Mood,
    mood_of_noun,
    mood_of_verb,
)
from kg.extract.meeting_syntax import OBJECTS, conjuncts, is_verb, kids, phrase_of, preps, subjects
from kg.extract.meeting_words import MeetingWords, NounEntry
from kg.extract.noun_arguments import NounArguments
from kg.extract.noun_clauses import NounClauses
from kg.extract.noun_kinds import NounKinds
from kg.extract.noun_roles import NounRoles, Role
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

# Whoever does this to an invitation is the guest.
TAKEN = frozenset(("accept", "receive", "get", "have", "take", "consider", "decline", "refuse", "reject"))
FURTHER = frozenset(("first", "second", "third", "fourth", "last", "next", "previous", "another", "earlier", "further"))
# Where the noun stands to which "it" in the next sentence goes back.
ECHOED = frozenset(("nsubj", "nsubjpass", "dobj", "attr"))
PARTS_OF_DAY = frozenset(("morning", "afternoon", "evening", "night", "late-night", "closing", "opening"))
CARRIERS = frozenset(("effort", "mission", "bid", "attempt", "drive"))


class NounFrames:
    """Noun → `Framed`, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder
        self._kinds = NounKinds(doc, words, finder)
        self._arguments = NounArguments(doc, finder, NounClauses(doc, words, finder))
        self._roles = NounRoles(doc, words, finder)

    def frame(self, noun: Token) -> Framed | None:
        """The encounter that the noun names, or None."""
        entry = self._words.noun_at(self._doc, noun)
        if entry is None or not self._kinds.is_event(noun, entry):
            return None
        if noun.dep in ("compound", "nmod"):
            # "mediation efforts between": the noun that it modifies carries its participants.
            carrier = self._doc.tokens[noun.head]
            if entry.kind != "process" or carrier.lemma.lower() not in CARRIERS:
                return None
            noun = carrier
        if entry.kind == "invite":
            return self._invitation(noun)
        mood = mood_of_noun(self._doc, self._words, noun)
        if mood is None:
            return None
        heads, destination = self._arguments.heads(noun, entry)
        own = unique(
            *(self._finder.parties(head) for head in heads),
            self._arguments.modifying(noun),
            self._arguments.torn(noun, heads),
        )
        role = self._roles.role(noun, entry, own)
        who = unique(*(self._finder.parties(head) for head in role.heads), own)
        if not who and (self._is_of_others(role.heads) or self._is_between_others(noun)):
            return None
        if self._is_acting(noun, role):
            return None
        if role.strong and not who and not heads:
            who = own = self._itself(noun, role)
        if entry.kind == "trip":
            who = tuple(e for e in who if self._finder.of_kind(e, Kind.PERSON)) or who[:1]
        definite = is_definite(self._doc, noun.i) and (self._is_remark(noun) or not self._is_further(noun))
        set_ = role.strong or (entry.kind == "gathering" and bool(own) and self._is_set_beside(noun))
        strong = set_ or mood.cue in ("offer", "schedule", "cancel", "postpone")
        heads = (*role.heads, *heads)
        anchor, shift = anchor_of(self._doc, self._words, role.clause) if role.clause is not None else (None, 0)
        sides = entry.kind != "trip" and len(who) < 2 and any(self._finder.is_sides(head) for head in heads)
        sides = sides or (not who and not heads and role.strong and self._is_of_story(noun, entry))
        return Framed(
            trigger=noun.i,
            type=self._kinds.type_of(noun, entry),
            kind=entry.kind,
            mood=mood,
            participants=who,
            confidence=0.9 if role.strong and len(who) > 1 else 0.8 if len(own) > 1 else 0.65,
            heads=heads,
            clause=role.clause,
            destination=destination,
            strong=strong,
            group=any(self._finder.is_group(head) for head in heads),
            bare=not who
            or self._is_undone(noun, own, mood, destination)
            or (definite and len(own) < 2 and not set_ and destination is None and len(who) < 2),
            definite=definite,
            weak=unique(*(self._finder.parties(head) for head in role.weak)),
            about=topics(self._doc, self._finder, noun.i),
            anchor=anchor,
            shift=shift,
            pending=len(who) == 1 and self._for_pair(noun, entry),
            sides=sides,
            part=entry.kind == "contact" and self._is_part(noun),
            then=is_parallel(self._doc, noun.i) or (role.clause is not None and goes_on(self._doc, role.clause)),
        )

    def echo(self, pronoun: Token) -> Framed | None:
        """ "It has been put off": the encounter of the sentence before, called off or put off."""
        doc, verb = self._doc, self._doc.tokens[pronoun.head]
        sentence = doc.sentence_of(pronoun.i)
        undone = pronoun.dep == "nsubjpass" and self._words.has_cue(doc, verb, "cancel", "postpone")
        if not undone or sentence.index == 0:
            return None
        before = doc.sentences[sentence.index - 1]
        nouns = (doc.tokens[at] for at in range(before.first, before.last) if doc.tokens[at].dep in ECHOED)
        told = next(((t, e) for t in nouns if (e := self._words.noun_at(doc, t)) is not None), None)
        mood = mood_of_noun(doc, self._words, pronoun)
        if told is None or mood is None or before.paragraph != sentence.paragraph:
            return None
        noun, entry = told
        return Framed(
            trigger=pronoun.i,
            type=self._kinds.type_of(noun, entry),
            kind=entry.kind,
            mood=mood,
            participants=(),
            confidence=0.65,
            # The day beside "called off" is that of the calling off.
            clause=verb.i if mood.status is POSTPONED else None,
            strong=True,
            bare=True,
            definite=True,
        )

    def _is_set_beside(self, noun: Token) -> bool:
        """Whether a relative clause tells that it takes place: "the summit, which opens there on Monday"."""
        clauses = (
            token for token in kids(self._doc, noun.i, "relcl") if self._words.has_cue(self._doc, token, "happen")
        )
        return any(kids(self._doc, clause.i, "nsubj", "nsubjpass") for clause in clauses)

    def _is_of_story(self, noun: Token, entry: NounEntry) -> bool:
        """Whether talks without sides of their own go on or break down: "talks on oil resume on Friday"."""
        open_ = (
            entry.kind in ("contact", "process") and noun.tag == "NNS" and noun.dep in ("nsubj", "nsubjpass", "ROOT")
        )
        return open_ and not kids(self._doc, noun.i, "det", "poss", "nummod")

    def _is_of_others(self, holders: tuple[int, ...]) -> bool:
        """Whether those who hold it are told but not known: "a joint commission will hold its first session"."""
        return any(
            self._doc.tokens[head].pos == "NOUN"
            and self._doc.tokens[head].lemma.lower() not in self._words.delegates
            and not self._finder.is_sides(head)
            and not self._finder.is_pair(head)
            for head in holders
        )

    def _is_between_others(self, noun: Token) -> bool:
        """Whether its two sides are told but not known: "talks between unions and employers"."""
        return any(
            obj.pos == "NOUN" and len(conjuncts(self._doc, obj.i)) > 1 and self._is_of_others((obj.i,))
            for _, obj in preps(self._doc, noun.i, "between")
        )

    def _is_acting(self, noun: Token, role: Role) -> bool:
        """Whether it is a body with the name of a meeting that does a thing: "The Acme Forum opened an office"."""
        if noun.pos != "PROPN" or noun.dep != "nsubj":
            return False
        named = [e for e in self._finder.names_at(noun.i) if self._finder.of_kind(e, Kind.ORGANIZATION)]
        return bool(named) and not self._itself(noun, role)

    def _itself(self, noun: Token, role: Role) -> tuple[str, ...]:
        """The body that meets under the name of its meeting: "the Lakes Forum closed in Lima on Monday"."""
        verb = self._doc.tokens[role.clause] if role.clause is not None else noun
        if noun.pos != "PROPN" or noun.dep != "nsubj" or verb.i == noun.i or kids(self._doc, verb.i, *OBJECTS):
            return ()
        named = self._finder.names_at(noun.i)
        return tuple(entity for entity in named if self._finder.of_kind(entity, Kind.ORGANIZATION))

    def _is_remark(self, noun: Token) -> bool:
        """Whether it is set beside the clause that tells the same: "flew to Rome on Monday, his first visit there"."""
        first = min(phrase_of(self._doc, noun.i))
        there = any(token.lower == "there" for token in kids(self._doc, noun.i, "advmod"))
        return there and first > 0 and self._doc.tokens[first - 1].text == ","

    def _is_further(self, noun: Token) -> bool:
        """Whether it is one of several: "their first session", "the last meeting"."""
        return any(token.lower in FURTHER for token in kids(self._doc, noun.i, "amod", "det", "nummod"))

    def _is_part(self, noun: Token) -> bool:
        """Whether it is one of the sessions of an encounter: "a second session", "an afternoon session"."""
        daily = any(token.lower in PARTS_OF_DAY for token in kids(self._doc, noun.i, "compound", "amod"))
        return daily or self._is_further(noun)

    def _is_undone(self, noun: Token, own: tuple[str, ...], mood: Mood, destination: int | None) -> bool:
        """Whether it is one told before that somebody has called off: "she cancelled the trip"."""
        undone = mood.status in (CANCELLED, POSTPONED) and noun.dep in OBJECTS
        return undone and not own and destination is None and is_definite(self._doc, noun.i)

    def _invitation(self, noun: Token) -> Framed | None:
        """ "accepted an invitation to a place": a visit that is offered, or agreed on."""
        doc = self._doc
        verb = doc.tokens[noun.head]
        place = next((obj.i for _, obj in preps(doc, noun.i, "to") if obj.pos == "PROPN"), None)
        if place is None or noun.dep != "dobj" or not is_verb(verb) or kids(doc, noun.i, "acl"):
            return None
        mood = mood_of_verb(doc, self._words, verb)
        guests = subjects(doc, verb.i) if verb.lemma in TAKEN else [obj for _, obj in preps(doc, noun.i, "for")]
        who = unique(*(self._finder.parties(guest.i) for guest in guests))
        if mood is None or not any(self._finder.of_kind(e, Kind.PERSON) for e in who):
            return None
        status = PLANNED if verb.lemma == "accept" and mood.status is HELD else PROPOSED
        return Framed(
            trigger=noun.i,
            type=MeetingType.VISIT,
            kind="trip",
            mood=mood if mood.status is DENIED else Mood(status, "agree"),
            participants=who,
            confidence=0.65,
            heads=tuple(guest.i for guest in guests),
            clause=verb.i,
            destination=place,
            strong=True,
        )

    def _for_pair(self, noun: Token, entry: NounEntry) -> bool:
        """Whether it is given for several who were told before: "a reception for both couples"."""
        words = ("for", "with") if entry.kind in ("occasion", "feast", "meal") else ()
        return any(self._finder.is_pair(obj.i) for word in words for _, obj in preps(self._doc, noun.i, word))
