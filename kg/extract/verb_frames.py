"""Verbs of encounter and their participants: "met", "telephoned", "will travel to", "were brought together"."""

from __future__ import annotations

from kg.extract.encounter_frames import SITTING, Filled, Framed, anchor_of, chairs, goes_on, is_definite, topics, unique
from kg.extract.meeting_status import DENIED, HELD, PLANNED, PROPOSED, Mood, mood_of_verb
from kg.extract.meeting_syntax import governing_verb, is_description, kids
from kg.extract.meeting_words import MISREAD, MeetingWords
from kg.extract.participants import PartyFinder
from kg.extract.verb_arguments import VerbArguments
from kg.extract.verb_ellipsis import VerbEllipsis
from kg.extract.verb_idioms import VerbIdioms
from kg.model.document import Document, Token
from kg.model.entities import Kind

# Adverbs that tell an encounter from mere seeing or speaking.
MANNER = frozenset(("again", "alone", "privately", "separately", "together", "secretly", "briefly", "first"))
# Adverbs by which each of several is met by himself.
APART = frozenset(("separately", "individually", "each", "apart"))
# Adverbs that set a clause after the one before it.
THEN = frozenset(("then", "afterwards", "afterward", "later", "next"))
AGAIN = frozenset(("again", "anew"))
ALONE = frozenset(("alone", "privately", "separately"))
VOUCHED = frozenset(("meet", "receive", "call", "join", "together", "trip", "gather", "attend", "invite"))


class VerbFrames:
    """Verb → `Framed`, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder
        self._arguments = VerbArguments(doc, words, finder)
        self._idioms = VerbIdioms(doc, words, finder, self._arguments)
        self._ellipsis = VerbEllipsis(doc, finder, self._arguments)

    def frame(self, verb: Token) -> Framed | None:
        """The encounter that the verb tells, or None."""
        if is_description(self._doc, verb.i):
            return None
        filled = self._filled(verb)
        mood = self._mood(verb, filled) if filled is not None else None
        return self._framed(verb, filled, mood) if filled is not None and mood is not None else None

    def misread(self, token: Token) -> Framed | None:
        """A verb that the parser takes for a name because it stands between two: "Lind rang Berg"."""
        doc, lemma = self._doc, MISREAD.get(token.lower, "")
        entry = self._words.verbs.get(lemma)
        if entry is None or entry.frame != "phone" or not 0 < token.i < len(doc.tokens) - 1:
            return None
        caller = next(iter(self._finder.names_at(token.i - 1)), None)
        after = range(token.i + 1, min(token.i + 4, doc.sentence_of(token.i).last))
        callee = next((entity for at in after for entity in self._finder.names_at(at)), None)
        persons = [e for e in (caller, callee) if e is not None and self._finder.of_kind(e, Kind.PERSON)]
        clause = governing_verb(doc, token.i)
        if len(set(persons)) < 2:
            return None
        return Framed(
            trigger=token.i,
            type=entry.type,
            kind="call",
            mood=Mood(HELD),
            participants=tuple(persons),
            confidence=0.65,
            clause=clause.i if clause is not None else None,
            strong=True,
            others=(persons[1],),
            apart=True,
        )

    def _filled(self, verb: Token) -> Filled | None:
        if verb.lemma == "do":
            return self._ellipsis.fill(verb)
        return self._idioms.fill(verb) or self._arguments.fill(verb)

    def _mood(self, verb: Token, filled: Filled) -> Mood | None:
        failed = self._doc.tokens[verb.head]
        if filled.kind == "settle" and verb.dep == "xcomp" and failed.lemma == "fail":
            # Those who failed to agree have met.
            return mood_of_verb(self._doc, self._words, failed)
        mood = mood_of_verb(self._doc, self._words, verb)
        if mood is None or mood.status is not HELD:
            return mood
        lemma = verb.lemma.lower()
        if filled.kind in ("trip", "attend", "see") and lemma in ("expect", "due", "await"):
            return Mood(PLANNED, "schedule")
        return Mood(PROPOSED, "offer") if lemma == "invite" else mood

    def _framed(self, verb: Token, filled: Filled, mood: Mood) -> Framed | None:
        finder, heads = self._finder, filled.heads
        who = unique(*(finder.parties(head) for head in heads)) or self._of_main_clause(verb, heads)
        if filled.kind in ("meet", "gather"):
            who = unique(who, chairs(self._doc, finder, verb.i))
        if filled.kind == "trip":
            who = tuple(e for e in who if not finder.of_kind(e, Kind.ORGANIZATION)) or who
        sides = len(who) < 2 and bool(heads) and (finder.is_sides(heads[0]) or (not who and finder.is_staff(heads[0])))
        bare = not who and filled.kind != "trip" and bool(heads) and (finder.is_group(heads[0]) or sides)
        if (not who and not bare) or self._is_sitting(heads):
            return None
        others = unique(*(finder.parties(head) for head in filled.others))
        anchor, shift = anchor_of(self._doc, self._words, verb.i)
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
            strong=filled.kind in VOUCHED or self._has_adverb(verb, MANNER),
            group=finder.is_group(heads[-1]),
            bare=bare,
            definite=bare and is_definite(self._doc, heads[0]),
            pending=filled.pending,
            about=topics(self._doc, finder, verb.i),
            anchor=anchor,
            shift=shift,
            others=others,
            apart=(filled.apart or self._has_adverb(verb, APART)) and mood.status is not DENIED,
            sides=sides or (bool(heads) and finder.is_sides(heads[0]) and finder.is_delegate(heads[0])),
            then=self._has_adverb(verb, THEN) or goes_on(self._doc, verb.i),
            again=self._has_adverb(verb, AGAIN),
            alone=self._has_adverb(verb, ALONE),
        )

    def _of_main_clause(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, ...]:
        """Whom "they" are in "when they gather": the several who do what the main clause says."""
        doc = self._doc
        if verb.dep != "advcl" or len(heads) != 1 or doc.tokens[heads[0]].lower != "they":
            return ()
        above = [token.i for token in kids(doc, verb.head, "nsubj", "nsubjpass")]
        return unique(*(self._finder.parties(i) for i in above if self._finder.is_group(i)))

    def _is_sitting(self, heads: tuple[int, ...]) -> bool:
        return len(heads) == 1 and self._doc.tokens[heads[0]].lemma.lower() in SITTING

    def _has_adverb(self, verb: Token, adverbs: frozenset[str]) -> bool:
        doc = self._doc
        near = [token for child in doc.children(verb.i) for token in (doc.tokens[child], *kids(doc, child, "advmod"))]
        return any(token.lower in adverbs for token in near)
