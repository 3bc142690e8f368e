"""Nouns of encounter and their participants: "talks with", "a visit by X to Y", "at a conference in"."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.encounter_frames import SITTING, Framed, anchor_of, is_definite, topics, unique
from kg.extract.meeting_status import mood_of_noun
from kg.extract.meeting_syntax import (
    OBJECTS,
    agents,
    clause_of,
    governing_verb,
    is_passive,
    is_verb,
    kids,
    preps,
    subjects,
)
from kg.extract.meeting_words import MeetingWords, NounEntry
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

PHONE_NOUNS = frozenset(("telephone", "phone", "video", "conference", "hotline"))
INSIDE = frozenset(("at", "during", "in", "on", "over", "through"))
BESIDE = frozenset(("after", "following", "before", "ahead", "for", "since", "between", "amid", "to", "from"))
GATHERED = frozenset(("draw", "bring", "include", "involve", "gather", "unite", "assemble", "attract"))
LED = frozenset(
    (
        *("lead", "chair", "host", "convene", "attend", "mediate", "broker", "call", "organize", "organise"),
        *("propose", "hold", "request", "suggest"),
    )
)
# Nouns that name a part or the whole of the encounter that stands after "of".
OUTER_NOUNS = frozenset(
    (
        *("round", "series", "day", "hour", "week", "host", "part", "end", "start", "beginning", "venue", "opening"),
        *("margin", "sideline"),
    )
)
SPEECH = frozenset(("say", "tell", "announce", "declare", "add", "state", "comment"))
CARRIERS = frozenset(("effort", "mission", "bid", "attempt", "drive"))
MOTION = frozenset(("arrive", "fly", "travel", "go", "come", "be", "head", "return", "leave"))
ACTING = ("hold", "cancel", "postpone", "offer", "wish", "agree", "refuse", "deny", "schedule")


@dataclass(frozen=True, slots=True)
class _Role:
    """What the clause around a noun adds: participants, the verb whose adverbials count, whether it is vouched for."""

    heads: tuple[int, ...] = ()
    clause: int | None = None
    strong: bool = False
    weak: tuple[int, ...] = ()


class NounFrames:
    """Noun → `Framed`, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder

    def frame(self, noun: Token) -> Framed | None:
        """The encounter that the noun names, or None."""
        entry = self._words.noun(noun)
        if entry is None or not self._is_event(noun, entry):
            return None
        if noun.dep in ("compound", "nmod"):
            # "mediation efforts between": the noun that it modifies carries its participants.
            carrier = self._doc.tokens[noun.head]
            if entry.kind != "process" or carrier.lemma.lower() not in CARRIERS:
                return None
            noun = carrier
        mood = mood_of_noun(self._doc, self._words, noun)
        if mood is None:
            return None
        heads, destination = self._arguments(noun, entry)
        own = unique(*(self._finder.parties(head) for head in heads), self._modifying(noun))
        role = self._role(noun, entry, own)
        who = unique(*(self._finder.parties(head) for head in role.heads), own)
        if entry.kind == "trip":
            who = tuple(e for e in who if self._finder.of_kind(e, Kind.PERSON)) or who[:1]
        definite = is_definite(self._doc, noun.i)
        strong = role.strong or mood.cue in ("offer", "schedule", "cancel", "postpone")
        heads = (*role.heads, *heads)
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
            bare=not who or (definite and len(own) < 2 and not role.strong and destination is None and len(who) < 2),
            definite=definite,
            weak=unique(*(self._finder.parties(head) for head in role.weak)),
            about=topics(self._doc, self._finder, noun.i),
            anchor=anchor_of(self._doc, self._words, role.clause) if role.clause is not None else None,
        )

    def _is_event(self, noun: Token, entry: NounEntry) -> bool:
        """Whether the noun is an encounter here: not "small talk", "press conference", "a call for"."""
        doc, lemma = self._doc, noun.lemma.lower()
        if entry.plural_only and noun.tag not in ("NNS", "NNPS") and doc.tokens[noun.head].lower != "for":
            return False
        if noun.tag == "VBG" and not kids(doc, noun.i, "det", "poss"):
            return False
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
        return entry.kind != "call" or (
            not kids(doc, noun.i, "acl") and any(True for _ in preps(doc, noun.i, "with", "between"))
        )

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
            if (
                word in ("with", "between", "among", "by", "involving")
                or (word == "to" and entry.kind in ("call", "welcome"))
                or (word == "of" and (entry.kind != "process" or obj.lemma.lower() in ("minister", "leader")))
            ):
                heads.append(obj.i)
            elif word in ("to", "in") and entry.kind == "trip" and destination is None:
                destination = obj.i
                hosts = self._finder.parties(obj.i)
                heads.extend([obj.i] if any(self._finder.of_kind(e, Kind.PERSON) for e in hosts) else [])
        heads.extend(token.i for token in kids(doc, noun.i, "poss") if token.ner not in ("DATE", "TIME"))
        for clause in self.clauses(noun, destination):
            heads.extend(self._clause_parties(clause))
            if clause.lemma in ("cover", "include") and destination is None and entry.kind == "trip":
                destination = next((token.i for token in kids(doc, clause.i, *OBJECTS)), None)
        return tuple(heads), destination

    def clauses(self, noun: Token, destination: int | None) -> list[Token]:
        """The clauses on the noun; that of a trip may hang on its place ("a trip to Rome that he had planned")."""
        found = kids(self._doc, noun.i, "acl", "relcl")
        if destination is not None:
            planned = kids(self._doc, destination, "acl", "relcl")
            found.extend(clause for clause in planned if self._words.has_cue(self._doc, clause, "schedule", "offer"))
        # "a summit in Rome on May 3 that was attended by": the clause may hang on the last noun before it.
        for child in clause_of(self._doc, self._doc.tokens[noun.i].head):
            late = [c for c in kids(self._doc, child, "relcl") if c.lemma.lower() in LED and is_passive(self._doc, c.i)]
            found.extend(c for c in late if child > noun.i and c not in found)
        return found

    def _clause_parties(self, clause: Token) -> list[int]:
        """Those in a clause on the noun: "a conference that drew envoys", "convened by X", "that X had planned"."""
        doc = self._doc
        found: list[int] = []
        for verb in (clause, *kids(doc, clause.i, "xcomp")):
            if verb.lemma.lower() in GATHERED and verb.tag != "VBN":
                found.extend(self._gathered(verb))
        if clause.lemma.lower() in LED:
            found.extend(token.i for token in agents(doc, clause.i))
        if clause.dep == "relcl" and self._words.has_cue(doc, clause, "hold", "schedule", "offer", "cancel", "wish"):
            found.extend(token.i for token in kids(doc, clause.i, "nsubj") if token.tag not in ("WDT", "WP", "IN"))
        return found

    def _gathered(self, verb: Token) -> list[int]:
        """Whom an encounter gathers: "drew envoys from Peru and Chile"."""
        found = [token.i for token in kids(self._doc, verb.i, *OBJECTS)]
        found.extend(obj.i for _, obj in preps(self._doc, verb.i, "from"))
        return found

    def _modifying(self, noun: Token) -> tuple[str, ...]:
        """Parties before the noun: two or more ("the Putin-Bush summit"), or a body ("EU summit")."""
        found = self._finder.modifiers(noun.i)
        bodies = tuple(e for e in found if self._finder.of_kind(e, Kind.ORGANIZATION, Kind.PERSON))
        return found if len(found) > 1 else bodies

    def _role(self, noun: Token, entry: NounEntry, own: tuple[str, ...]) -> _Role:
        """What the clause around the noun adds."""
        first = noun
        while first.dep in ("conj", "appos") and first.head != first.i and not is_verb(self._doc.tokens[first.head]):
            first = self._doc.tokens[first.head]
        governor = self._doc.tokens[first.head]
        if is_verb(governor) and governor.i != first.i:
            return self._verb_role(first, governor, own)
        if governor.dep in ("prep", "pcomp", "agent", "dative") and first.dep in ("pobj", "pcomp"):
            return self._prep_role(noun, governor, entry, own)
        return _Role()

    def _verb_role(self, noun: Token, verb: Token, own: tuple[str, ...]) -> _Role:
        doc, words, passive = self._doc, self._words, noun.dep == "nsubjpass"
        affected = noun.dep in (*OBJECTS, "attr", "oprd") or passive
        if affected and words.has_cue(doc, verb, *ACTING) and verb.lemma != "be":
            held = words.has_cue(doc, verb, "hold", "cancel", "postpone", "offer", "schedule")
            if passive:
                return _Role(tuple(token.i for token in agents(doc, verb.i)), verb.i, held)
            announced = verb.lemma in ("announce", "confirm") and len(own) > 1
            heads = () if announced else tuple(token.i for token in subjects(doc, verb.i))
            others = ("with", "to") if noun.lemma == "welcome" else ("with",)
            return _Role((*heads, *(found.i for _, found in preps(doc, verb.i, *others))), verb.i, held)
        if noun.dep in ("nsubj", "nsubjpass"):
            if verb.lemma.lower() in GATHERED and not is_passive(doc, verb.i):
                return _Role(tuple(self._gathered(verb)), verb.i, strong=True)
            if words.has_cue(doc, verb, "happen", "hold", "cancel", "postpone", "schedule"):
                return _Role((), verb.i, strong=True)
        return self._reported_role(noun, verb, own)

    def _reported_role(self, noun: Token, verb: Token, own: tuple[str, ...]) -> _Role:
        """Who says how "the talks with X" went was there: the speaker."""
        withs = any(True for _ in preps(self._doc, noun.i, "with"))
        speech = self._doc.tokens[verb.head]
        if not withs or len(own) != 1 or verb.dep != "ccomp" or speech.lemma not in SPEECH or noun.dep != "nsubj":
            return _Role()
        speakers = tuple(token.i for token in subjects(self._doc, speech.i))
        personal = [e for i in speakers for e in self._finder.parties(i) if self._finder.of_kind(e, Kind.PERSON)]
        return _Role(speakers if personal else ())

    def _prep_role(self, noun: Token, prep: Token, entry: NounEntry, own: tuple[str, ...]) -> _Role:
        """Who is "at a conference", "on a visit", "in a call", or speaks "after talks with" somebody: the subject."""
        host = self._doc.tokens[prep.head]
        if host.lower in ("host", "party") and prep.lower == "to":
            verb = governing_verb(self._doc, host.i)
            heads = tuple(token.i for token in subjects(self._doc, verb.i)) if verb else ()
            return _Role(heads, verb.i if verb else None, strong=True)
        outer = host.lemma.lower() in OUTER_NOUNS and prep.lower in ("of", "in", "on")
        if outer and self._words.noun(host) is None:
            return self._role(host, entry, own)
        nested = (
            host.pos in ("NOUN", "PROPN")
            and entry.kind in ("gathering", "call")
            and (own or not is_definite(self._doc, noun.i))
            and prep.lower in INSIDE
        )
        late = prep.lower in ("after", "following") and host.dep in OBJECTS
        if not is_verb(host) and host.dep not in ("prep", "advmod") and not nested and not late:
            return _Role()
        verb = host if is_verb(host) else governing_verb(self._doc, host.i)
        return self._adjunct_role(noun, prep, verb, entry, own) if verb is not None else _Role()

    def _adjunct_role(self, noun: Token, prep: Token, verb: Token, entry: NounEntry, own: tuple[str, ...]) -> _Role:
        doc = self._doc
        doers = agents(doc, verb.i)[:1] if is_passive(doc, verb.i) else subjects(doc, verb.i)
        heads = tuple(token.i for token in doers)
        if prep.lower in BESIDE and not own and verb.lemma not in MOTION:
            after = prep.lower in ("after", "following")
            several = len(unique(*(self._finder.parties(head) for head in heads))) > 1
            if after and several and entry.kind == "contact" and not is_definite(doc, noun.i):
                return _Role(heads)
            return _Role(weak=heads if after and verb.lemma in SPEECH and entry.kind == "gathering" else ())
        if prep.lower not in INSIDE | BESIDE:
            return _Role()
        if entry.kind == "call" and not own:
            heads = (*heads, *(token.i for token in kids(doc, verb.i, *OBJECTS)))
        moving = verb.lemma in MOTION and prep.lower not in ("after", "following", "before", "ahead", "from")
        dated = verb.i if prep.lower in INSIDE or moving else None
        return _Role(heads, dated)
