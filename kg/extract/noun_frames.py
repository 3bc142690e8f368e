"""Nouns of encounter and their participants: "talks with", "a visit by X to Y", "at a conference in"."""

from __future__ import annotations

from kg.extract.encounter_frames import SITTING, Framed, anchor_of, goes_on, is_definite, is_parallel, topics, unique
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
from kg.extract.meeting_words import SPELL, MeetingWords, NounEntry
from kg.extract.noun_clauses import NounClauses
from kg.extract.noun_roles import NounRoles, Role
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

PHONE_NOUNS = frozenset(("telephone", "phone", "video", "conference", "hotline"))
# Whoever does this to an invitation is the guest.
TAKEN = frozenset(("accept", "receive", "get", "have", "take", "consider", "decline", "refuse", "reject"))
FURTHER = frozenset(("first", "second", "third", "fourth", "last", "next", "previous", "another", "earlier", "further"))
# Where the noun stands to which "it" in the next sentence goes back.
ECHOED = frozenset(("nsubj", "nsubjpass", "dobj", "attr"))
PARTS_OF_DAY = frozenset(("morning", "afternoon", "evening", "night", "late-night", "closing", "opening"))
PLACED = frozenset(("receive", "take", "place", "make", "return", "field", "get"))
# Verbs by which one has time with somebody.
HAVING = frozenset(("have", "get", "snatch", "grab", "take", "enjoy", "share", "win"))
# Those "for" whom such an encounter is given are there.
FOR_GUESTS = frozenset(("occasion", "feast", "meal"))
CARRIERS = frozenset(("effort", "mission", "bid", "attempt", "drive"))


class NounFrames:
    """Noun → `Framed`, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder
        self._clauses = NounClauses(doc, words, finder)
        self._roles = NounRoles(doc, words, finder)

    def frame(self, noun: Token) -> Framed | None:
        """The encounter that the noun names, or None."""
        entry = self._words.noun_at(self._doc, noun)
        if entry is None or not self._is_event(noun, entry):
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
        heads, destination = self._arguments(noun, entry)
        own = unique(*(self._finder.parties(head) for head in heads), self._modifying(noun), self._torn(noun, heads))
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
            type=self._type(noun, entry),
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
            type=self._type(noun, entry),
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

    def _torn(self, noun: Token, heads: tuple[int, ...]) -> tuple[str, ...]:
        """The sides after "between", where the parse has but one of them."""
        pairs = [prep for prep, _ in preps(self._doc, noun.i, "between")]
        if not pairs or len(unique(*map(self._finder.parties, heads))) > 1:
            return ()
        return self._finder.between(pairs[0])

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

    def _is_event(self, noun: Token, entry: NounEntry) -> bool:
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

    def _type(self, noun: Token, entry: NounEntry) -> MeetingType:
        """The type of the noun, or that of a noun before it: "summit meeting", "video call", "signing ceremony"."""
        before = [token.lower for token in kids(self._doc, noun.i, "compound", "amod")]
        if "summit" in before:
            return MeetingType.SUMMIT
        if "video" in before and entry.type is not MeetingType.CALL:
            return MeetingType.CONFERENCE
        if any(word in ("telephone", "phone") for word in before):
            return MeetingType.CALL
        return entry.type

    def _arguments(self, noun: Token, entry: NounEntry) -> tuple[tuple[int, ...], int | None]:
        """Heads of the participants in the noun's own phrase, and the destination of a trip."""
        doc = self._doc
        heads: list[int] = []
        destination: int | None = None
        # "talks scheduled for Monday between": the sides may hang on the participle.
        sides = [pair for clause in kids(doc, noun.i, "acl") for pair in preps(doc, clause.i, "with", "between")]
        if noun.dep == "nsubj" and doc.tokens[noun.head].lemma == "be":
            # "The meeting was the third between": they hang on the predicate.
            predicates = kids(doc, noun.head, "attr")
            sides.extend(pair for attr in predicates for pair in preps(doc, attr.i, "with", "between"))
        for prep, obj in (*preps(doc, noun.i), *sides):
            word = prep.lower
            if word == "of" and entry.kind == "trip" and destination is None and obj.ner in ("GPE", "LOC"):
                destination = obj.i
            elif (
                word in ("with", "between", "among", "by", "involving")
                or (word == "to" and entry.kind in ("call", "welcome"))
                or (word == "from" and entry.kind == "call" and self._is_caller(obj))
                or (word == "for" and entry.kind in FOR_GUESTS and bool(self._finder.parties(obj.i)))
                or (
                    word == "of"
                    and entry.kind != "rite"
                    and (entry.kind != "process" or obj.lemma.lower() in ("minister", "leader"))
                )
            ):
                heads.append(obj.i)
            elif word in ("to", "in") and entry.kind == "trip" and destination is None:
                destination = obj.i
                hosts = self._finder.parties(obj.i)
                heads.extend([obj.i] if any(self._finder.of_kind(e, Kind.PERSON) for e in hosts) else [])
        heads.extend(token.i for token in kids(doc, noun.i, "poss") if token.ner not in ("DATE", "TIME"))
        if entry.kind == "trip" and destination is None:
            travellers, destination = self._carried(noun)
            heads.extend(travellers)
            destination = destination or self._stray_destination(noun)
        for clause in self._clauses.on(noun, destination):
            heads.extend(self._clauses.parties(clause))
            if clause.lemma in ("cover", "include") and destination is None and entry.kind == "trip":
                destination = next((token.i for token in kids(doc, clause.i, *OBJECTS)), None)
        return tuple(heads), destination

    def _is_caller(self, obj: Token) -> bool:
        """Whether a call is "from" somebody, and not from where he is: "in a conference call from Vienna"."""
        parties = self._finder.parties(obj.i)
        return obj.ner not in ("GPE", "LOC", "FAC") or any(self._finder.of_kind(e, Kind.PERSON) for e in parties)

    def _carried(self, noun: Token) -> tuple[list[int], int | None]:
        """Whom a trip takes, and where to: "her tour took X to Lima and Quito"."""
        verb = self._doc.tokens[noun.head]
        if noun.dep != "nsubj" or verb.lemma not in ("take", "bring", "carry", "lead"):
            return [], None
        travellers = [token.i for token in kids(self._doc, verb.i, *OBJECTS) if self._finder.parties(token.i)]
        owners = (verb.i, *travellers)
        places = [obj.i for at in owners for _, obj in preps(self._doc, at, "to", "through") if obj.pos == "PROPN"]
        return (travellers, places[0]) if travellers and places else ([], None)

    def _stray_destination(self, noun: Token) -> int | None:
        """A destination that the parser hangs on the verb: "a decision on a trip by her to Rome"."""
        doc = self._doc
        last = (
            max(at for _, obj in preps(doc, noun.i, "by") for at in phrase_of(doc, obj.i))
            if any(True for _ in preps(doc, noun.i, "by"))
            else noun.i
        )
        after = doc.tokens[last + 1] if last + 1 < len(doc.tokens) else None
        if after is None or after.lower != "to" or after.sentence != noun.sentence:
            return None
        return next((obj.i for obj in kids(doc, after.i, "pobj") if obj.pos == "PROPN"), None)

    def _modifying(self, noun: Token) -> tuple[str, ...]:
        """Parties before the noun: two or more ("the Putin-Bush summit"), or a body ("EU summit")."""
        found = self._finder.modifiers(noun.i)
        bodies = tuple(e for e in found if self._finder.of_kind(e, Kind.ORGANIZATION, Kind.PERSON))
        return found if len(found) > 1 else bodies
