"""Talks of which a text tells how long they were: "the deal came after four nights of bargaining between X and Y".

Who talked, and where, may hang on the nights; or it is those whom the sentence before has named.
"""

from __future__ import annotations

from dataclasses import replace

from kg.extract.encounter_frames import MANY, NUMBERS, Framed, unique
from kg.extract.meeting_moods import HELD, Mood
from kg.extract.meeting_syntax import governing_verb, is_definite, is_verb, kids, preps
from kg.extract.meeting_words import MeetingWords
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind

SPELLS = frozenset(("minute", "hour", "day", "night", "week", "weekend", "month", "round", "bout", "session"))
# What whoever ended (opened, crowned) something "with" talks did himself.
ENDING = frozenset(("end", "begin", "open", "start", "cap", "close", "finish", "conclude", "crown", "launch", "wind"))
# Those told in the sentence before are right about so often.
BORROWED = 0.6
TALKED = frozenset(("contact", "process", "meal"))


class SpellFrames:
    """`Framed` of a noun → the same with what the words about it add, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder
        self._states = {entity.id: entity.country for entity in doc.entities}

    def complete(self, noun: Token, framed: Framed) -> Framed:
        """The encounter with those who hang on its spell, who ended a thing with it, or who were told just before."""
        if framed.kind not in TALKED or framed.mood.status is not HELD:
            return framed
        spell = self._spell_of(noun)
        if spell is not None:
            whole = self._of_spell(spell, framed)
            return self._dated(spell, whole) if len(whole.participants) > 1 else whole
        return self._ended_with(noun, framed) if len(framed.participants) == 1 and not framed.heads[1:] else framed

    def alone(self, noun: Token) -> Framed | None:
        """The encounter of a noun whose clause names nobody: "the deal came after two days of bargaining in Lima"."""
        entry, spell = self._words.noun_at(self._doc, noun), self._spell_of(noun)
        if entry is None or spell is None or entry.kind not in TALKED or self._after(spell) is None:
            return None
        bare = Framed(noun.i, entry.type, entry.kind, Mood(HELD), participants=(), confidence=BORROWED)
        whole = self.complete(noun, bare)
        return whole if whole.participants else None

    def _spell_of(self, noun: Token) -> Token | None:
        """What the noun measures: the "nights" of "four nights of bargaining"."""
        of = self._doc.tokens[noun.head]
        spell = self._doc.tokens[of.head]
        return (
            spell
            if of.lower == "of" and spell.lemma.lower() in SPELLS and not is_definite(self._doc, spell.i)
            else None
        )

    def _of_spell(self, spell: Token, framed: Framed) -> Framed:
        if framed.participants:
            # The place may hang on the spell.
            return replace(framed, trigger=spell.i, strong=True) if framed.clause is None else framed
        heads = tuple(obj.i for _, obj in preps(self._doc, spell.i, "between", "with", "among"))
        who = unique(*map(self._finder.parties, heads))
        if len(who) > 1:
            return self._told(framed, who, heads, trigger=spell.i)
        verb = self._after(spell)
        owners = (spell.i, framed.trigger, *((verb.i,) if verb is not None else ()))
        placed = any(obj.pos == "PROPN" or obj.ner in ("GPE", "FAC") for at in owners for _, obj in self._where(at))
        before = self._named_before(spell) if placed and framed.clause is None and not heads else ()
        return (
            replace(self._told(framed, before, (), trigger=framed.trigger), confidence=BORROWED) if before else framed
        )

    def _after(self, spell: Token) -> Token | None:
        """The verb of what was done after the spell: "the deal came after four days of talks"."""
        after = self._doc.tokens[spell.head]
        verb = self._doc.tokens[after.head]
        return verb if after.lower in ("after", "following") and is_verb(verb) else None

    def _dated(self, spell: Token, framed: Framed) -> Framed:
        """With the days up to that on which the clause tells what came of it."""
        verb = self._after(spell)
        if verb is None or framed.clause is not None or verb.tag != "VBD":
            return framed
        number = next((token.lower for token in kids(self._doc, spell.i, "nummod", "det")), "")
        count = int(number) if number.isdecimal() and len(number) < MANY else NUMBERS.get(number, 0)
        days = count + (spell.lemma == "night") if spell.lemma in ("day", "night") else 0
        return replace(framed, clause=verb.i, days=days) if days else framed

    def _where(self, at: int) -> list[tuple[Token, Token]]:
        found = list(preps(self._doc, at, "in", "at", "on"))
        return [*found, *(pair for _, obj in found for pair in preps(self._doc, obj.i, "in", "at"))]

    def _told(self, framed: Framed, who: tuple[str, ...], heads: tuple[int, ...], *, trigger: int) -> Framed:
        return replace(framed, trigger=trigger, participants=who, heads=heads, bare=False, strong=True, confidence=0.8)

    def _named_before(self, spell: Token) -> tuple[str, ...]:
        """The persons of two states of whom the sentence before tells something as its subject."""
        sentence = self._doc.sentence_of(spell.i)
        if sentence.index == 0:
            return ()
        before = self._doc.sentences[sentence.index - 1]
        if sentence.paragraph - before.paragraph > 1:
            return ()
        subjects = (t.i for t in self._doc.tokens[before.first : before.last] if t.dep == "nsubj")
        told = (tuple(e for e in self._finder.parties(i) if self._finder.of_kind(e, Kind.PERSON)) for i in subjects)
        return next((who for who in told if len({self._states.get(e) for e in who}) > 1), ())

    def _ended_with(self, noun: Token, framed: Framed) -> Framed:
        """ "X ended two days in Lima with an audience with Y"."""
        prep, verb = self._doc.tokens[noun.head], governing_verb(self._doc, noun.i)
        if prep.lower != "with" or verb is None or prep.head != verb.i or verb.lemma not in ENDING:
            return framed
        heads = tuple(token.i for token in self._finder.doers(verb))
        who = tuple(e for e in unique(*map(self._finder.parties, heads)) if self._finder.of_kind(e, Kind.PERSON))
        both = unique(who, framed.participants)
        told = replace(framed, participants=both, heads=(*heads, *framed.heads), clause=verb.i, bare=False, strong=True)
        return told if len(both) > 1 else framed
