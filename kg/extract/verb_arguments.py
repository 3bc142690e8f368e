"""The arguments of verbs of encounter: who meets, telephones, receives or visits whom, by the frame of the verb."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.encounter_frames import Filled, unique
from kg.extract.meeting_syntax import (
    COMPOUND,
    OBJECTS,
    agents,
    clause_of,
    first_conjunct,
    is_passive,
    kids,
    preps,
    relative_noun,
)
from kg.extract.meeting_words import MeetingWords, verb_forms
from kg.extract.participants import PartyFinder
from kg.extract.verb_journeys import SOCIAL, VerbJourneys
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

PHONE = frozenset(("phone", "telephone", "video", "videolink", "skype", "hotline", "teleconference"))
KINDS = {"visit": "trip", "travel": "trip", "phone": "call", "call": "call"}
PASSIVE_FRAMES = frozenset(("sign", "receive", "phone", "gather", "see", "join"))
# Words for which, or on whose part, one signs.
FOR_WHOM = ("for", "with", "alongside", "beside", "behalf")
# "one last time", "an hour": measures that stand where the object does.
MEASURES = frozenset(("time", "hour", "minute", "day", "week", "month", "year", "night", "weekend", "moment"))
# Where teams meet.
CONTESTS = frozenset(
    ("debate", "match", "test", "final", "semifinal", "quarterfinal", "game", "cup", "championship", "tournament")
)
REACHED = frozenset(
    (
        *("deal", "agreement", "accord", "compromise", "settlement", "terms", "understanding", "treaty", "pact"),
        *("truce", "ceasefire", "armistice", "peace", "protocol", "convention"),
    )
)
# What one joins another for, besides meals and meetings.
SHOWN = frozenset(("release", "launch", "announcement", "presentation", "photograph", "toast", "prayer", "parade"))
# What nobody does without sitting together.
HAMMERED = frozenset(("hammer_out", "thrash_out", "iron_out", "hash_out", "work_out", "nail_down"))
# Verbs that are signing only of these.
CONCLUDED = frozenset(("conclude", "seal", "clinch"))


class VerbArguments:
    """Verb → `Filled`, by the frame that the word list gives it."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder
        self._journeys = VerbJourneys(doc, finder, words)
        self._dated = frozenset(time.head for time in doc.times)

    def fill(self, verb: Token) -> Filled | None:
        """The frame of the verb with its participants; None if it has none, or they are not there."""
        entry = next(
            (self._words.verbs[form] for form in verb_forms(self._doc, verb) if form in self._words.verbs), None
        )
        if entry is None:
            return None
        filled = self._arguments(verb, entry.frame, entry.type)
        if filled is None:
            return None
        if entry.frame == "confer" and self.by_phone(verb):
            return replace(filled, type=MeetingType.CALL, kind="call")
        if entry.frame in ("meet", "gather") and len(filled.heads) == 1 and self._is_body(filled.heads[0]):
            return replace(filled, type=MeetingType.CONFERENCE)
        return filled

    def by_phone(self, verb: Token) -> bool:
        """Whether the clause says that it was by telephone, or over a video link."""
        doc = self._doc
        return any(
            obj.lower in PHONE or any(token.lower in PHONE for token in kids(doc, obj.i, "compound"))
            for _, obj in preps(doc, verb.i, "by", "on", "over", "via", "in")
        )

    def doers(self, verb: Token) -> list[Token]:
        """The subjects, as `PartyFinder.doers`."""
        return self._finder.doers(verb)

    def _is_reciprocal(self, obj: Token) -> bool:
        """ "each other", "one another"."""
        return (obj.lower == "other" and any(t.lower == "each" for t in kids(self._doc, obj.i, "det"))) or (
            obj.lower == "another" and obj.i > 0 and self._doc.tokens[obj.i - 1].lower == "one"
        )

    def _one_another(self, verb: Token, frame: str, type_: MeetingType, doers: list[Token]) -> Filled | None:
        """ "X and Y saw (telephoned, received) each other"."""
        heads = tuple(token.i for token in doers)
        several = len(unique(*map(self._finder.parties, heads))) > 1 or any(map(self._finder.is_group, heads))
        if frame not in ("see", "meet", "receive", "phone", "call", "visit") or not several:
            return None
        kind = KINDS.get(frame, frame)
        met = Filled("call", MeetingType.CALL, heads) if kind == "call" else Filled("meet", MeetingType.TALKS, heads)
        return met if kind != "see" or verb.tag != "VBP" else None

    def object_of(self, verb: Token) -> Token | None:
        """The object, or what a relative pronoun in its place stands for."""
        found = [token for token in kids(self._doc, verb.i, *OBJECTS) if not self._is_measure(token)]
        found = [token for token in found if self._words.noun(token) is None or token.tag in ("WP", "WDT")]
        if found and found[0].tag in ("WP", "WDT"):
            return relative_noun(self._doc, verb.i)
        return found[0] if found else None

    def is_person(self, head: int) -> bool:
        """Whether the phrase names somebody."""
        return self._finder.is_person(head)

    def _is_measure(self, token: Token) -> bool:
        return token.tag == "CD" or token.ner in ("DATE", "TIME") or token.lemma.lower() in MEASURES

    def _is_body(self, head: int) -> bool:
        who = self._finder.parties(head)
        return bool(who) and all(self._finder.of_kind(entity, Kind.ORGANIZATION) for entity in who)

    def _arguments(self, verb: Token, frame: str, type_: MeetingType) -> Filled | None:
        doc = self._doc
        doers, obj = self.doers(verb), self.object_of(verb)
        if obj is not None and self._is_reciprocal(obj):
            return self._one_another(verb, frame, type_, doers)
        if is_passive(doc, verb.i) or self._is_participle(verb):
            if frame == "closet":
                return self._shut_in(doers)
            if frame not in PASSIVE_FRAMES:
                return None
            obj = doers[0] if doers else None
            doers = agents(doc, verb.i)
        heads = tuple(token.i for token in doers)
        kind = KINDS.get(frame, frame)
        if kind == "trip":
            return self._journeys.fill(verb, heads, obj)
        if frame == "sign":
            return self._signed(verb, heads, obj)
        if frame == "settle":
            return self._settled(verb, heads, obj)
        if frame in ("meet", "gather", "confer", "closet"):
            frame = "meet" if frame == "closet" else frame
            with_ = list(preps(doc, verb.i, *self._company(verb)))
            if frame == "confer":
                # "spoke along with him": each for himself.
                with_ = [(prep, found) for prep, found in with_ if doc.tokens[prep.head].lower not in COMPOUND]
            withs = tuple(found.i for _, found in with_)
            return self._mutual(verb, frame, type_, heads, (obj, withs))
        return self._direct(verb, frame, type_, heads, obj)

    def _is_participle(self, verb: Token) -> bool:
        """Whether a participle after its noun is passive: "the accord, signed there by X", "X, received by Y"."""
        return verb.tag == "VBN" and verb.dep == "acl" and bool(agents(self._doc, verb.i))

    def _shut_in(self, doers: list[Token]) -> Filled | None:
        """ "X and Y were closeted in a villa"."""
        heads = tuple(token.i for token in doers)
        several = len(unique(*map(self._finder.parties, heads))) > 1
        return Filled("meet", MeetingType.TALKS, heads) if several else None

    def _company(self, verb: Token) -> tuple[str, ...]:
        """The prepositions before those with whom the verb is done: one sits beside, between or opposite others."""
        beside = ("with", "between", "beside", "alongside", "opposite", "next", "across", "to", "from")
        return beside if verb.lemma == "sit" else ("with",)

    def _signed(self, verb: Token, heads: tuple[int, ...], obj: Token | None) -> Filled | None:
        """ "X and Y signed it", "X signed for the government, Y for the rebels", "X signed with them"."""
        doc = self._doc
        withs = tuple(found.i for _, found in preps(doc, verb.i, "with", "alongside"))
        signers = (*heads, *withs, *self._witnesses(verb))
        if self.by_phone(verb):
            # "sealed the deal over the telephone"
            several = len(self._persons(signers)) > 1
            return Filled("call", MeetingType.CALL, signers) if several else None
        if verb.lemma in CONCLUDED and not self._concludes(verb, signers, obj):
            return None
        if obj is not None and not signers:
            # "a treaty between X and Y was signed in Lima": those whose it is.
            signers = tuple(found.i for _, found in preps(doc, obj.i, "between") if self._finder.parties(found.i))
        if obj is None:
            if not any(prep.lower in FOR_WHOM for prep in kids(doc, verb.i, "prep")):
                return None
            signers = (*signers, *self._signed_too(verb, heads))
        return Filled("sign", MeetingType.CEREMONY, signers) if signers else None

    def _witnesses(self, verb: Token) -> tuple[int, ...]:
        """Those in whose presence it is signed, or who look on."""
        doc = self._doc
        found = [
            who.i
            for _, obj in preps(doc, verb.i, "in", "before")
            if obj.lemma.lower() == "presence"
            for _, who in preps(doc, obj.i, "of")
        ]
        found.extend(
            who.i for _, obj in preps(doc, verb.i, "in") for who in kids(doc, obj.i, "poss") if obj.lemma == "presence"
        )
        for clause in kids(doc, verb.i, "advcl"):
            marks = {token.lower for token in kids(doc, clause.i, "mark", "prep", "advmod")}
            on = any(token.lower == "on" for token in kids(doc, clause.i, "prt", "prep", "advmod"))
            if clause.lemma == "look" and on and marks & {"as", "while", "with", "on"}:
                found.extend(token.i for token in kids(doc, clause.i, "nsubj"))
        found.extend(
            who.i
            for _, clause in preps(doc, verb.i, "with")
            if clause.lemma == "look"
            for who in kids(doc, clause.i, "nsubj")
        )
        return tuple(head for head in found if self.is_person(head))

    def _concludes(self, verb: Token, signers: tuple[int, ...], obj: Token | None) -> bool:
        """Whether several persons have concluded a treaty or the like: of states it is no more than an agreement."""
        deal = obj is not None and obj.lemma.lower() in REACHED and verb.tag in ("VBD", "VBN")
        return deal and len(self._persons(signers)) > 1

    def _persons(self, heads: tuple[int, ...]) -> list[str]:
        return [e for e in unique(*map(self._finder.parties, heads)) if self._finder.of_kind(e, Kind.PERSON)]

    def _signed_too(self, verb: Token, heads: tuple[int, ...]) -> tuple[int, ...]:
        """Those who go on with the list without a verb of their own: "…; Y for the rebels"."""
        doc, sentence = self._doc, self._doc.sentence_of(verb.i)
        known = {entity for head in heads for entity in self._finder.parties(head)}
        return tuple(
            at
            for at in range(verb.i + 1, sentence.last)
            if doc.tokens[at].dep in ("appos", "conj", "nsubj", "npadvmod", "dep")
            and any(self._finder.of_kind(e, Kind.PERSON) and e not in known for e in self._finder.names_at(at))
        )

    def _settled(self, verb: Token, heads: tuple[int, ...], obj: Token | None) -> Filled | None:
        """ "X and Y agreed on it at a place": two who settle a thing have met; so have those who failed to."""
        failed = verb.dep == "xcomp" and self._doc.tokens[verb.head].lemma == "fail"
        if verb.lemma in ("reach", "strike", "make") and (obj is None or obj.lemma.lower() not in REACHED):
            return None
        done = verb.tag in ("VBD", "VBN") or failed
        kind = "process" if any(form in HAMMERED for form in verb_forms(self._doc, verb)) else "settle"
        return Filled(kind, MeetingType.TALKS, heads) if len(self._persons(heads)) > 1 and done else None

    def _mutual(
        self,
        verb: Token,
        frame: str,
        type_: MeetingType,
        heads: tuple[int, ...],
        others: tuple[Token | None, tuple[int, ...]],
    ) -> Filled | None:
        """ "X meets Y", "X meets with Y", "X and Y meet". A thing that is met ("demands") is no encounter."""
        obj, withs = others
        if any(found.lemma.lower() in CONTESTS for _, found in preps(self._doc, verb.i, "in", "at")):
            return None
        if frame == "confer" and not withs and self.by_phone(verb):
            withs = tuple(found.i for _, found in preps(self._doc, verb.i, "to"))
        if obj is not None and frame == "confer" and verb.lemma != "consult":
            return None
        if obj is not None and frame == "gather":
            # "gathers statistics": those who gather others are told by another rule.
            return None
        heard = [found for _, found in preps(self._doc, verb.i, "to")]
        if frame == "confer" and verb.lemma in ("talk", "speak") and heard and not withs:
            # "They are talking to a crowd": not with one another.
            return None
        if obj is not None and frame != "gather":
            withs = (obj.i, *withs)
        known = tuple(head for head in withs if self._finder.parties(head))
        if known:
            return Filled(frame, type_, (*heads, *known), others=known)
        if withs:
            return self._with_group(frame, type_, heads, withs[0])
        if len(heads) == 1 and not self._finder.is_group(heads[0]):
            # "X and Y, who first met there": the clause may hang on Y alone.
            heads = (first_conjunct(self._doc, heads[0]),)
        several = len(unique(*map(self._finder.parties, heads))) > 1
        if not heads or not (several or self._finder.is_group(heads[0])):
            return None
        if frame == "confer" and not self._converses(verb, heads, several=several):
            return None
        return Filled(frame, type_, heads)

    def _converses(self, verb: Token, heads: tuple[int, ...], *, several: bool) -> bool:
        """Whether those who talk do so with one another: two persons, or the delegates of two sides."""
        if verb.lemma == "sit" and any(
            t.lower in ("down", "together") for t in kids(self._doc, verb.i, "prt", "advmod")
        ):
            return several
        if verb.lemma in ("speak", "sit") and not self.by_phone(verb):
            return False
        if any(prep.lower == "of" for prep in kids(self._doc, verb.i, "prep")):
            # "They talked of peace": each for himself.
            return False
        if verb.lemma in ("walk", "stroll"):
            return len(self._persons(heads)) > 1
        return several or self._finder.is_sides(heads[0]) or self._is_company(verb, heads)

    def _is_company(self, verb: Token, heads: tuple[int, ...]) -> bool:
        """Whether those told before talk: "The leaders conversed for two hours in Lima"."""
        subject = self._doc.tokens[heads[0]]
        the = any(token.lower == "the" for token in kids(self._doc, subject.i, "det"))
        spell = any(obj.ner in ("DATE", "TIME") for _, obj in preps(self._doc, verb.i, "for"))
        return the and spell and subject.tag == "NNS" and subject.lemma.lower() in self._words.delegates

    def _with_group(self, frame: str, type_: MeetingType, heads: tuple[int, ...], head: int) -> Filled | None:
        """ "X met the two men", whom the text has told before, or "X met rebel officers", whom it does not name."""
        if frame == "meet" and heads and self._finder.is_pair(head):
            return Filled(frame, type_, (*heads, head), pending=True)
        token = self._doc.tokens[head]
        if heads and token.tag == "NNS" and token.lemma.lower() in self._words.delegates:
            return Filled(frame, type_, (*heads, head))
        return None

    def _direct(
        self, verb: Token, frame: str, type_: MeetingType, heads: tuple[int, ...], obj: Token | None
    ) -> Filled | None:
        """ "X receives Y", "X telephones Y", "X sees Y", "X joins Y for lunch"."""
        doc, finder, kind = self._doc, self._finder, KINDS.get(frame, frame)
        if obj is None and frame == "call":
            obj = next((token for token in kids(doc, verb.i, "oprd") if finder.parties(token.i)), None)
        if obj is None or not heads or not finder.parties(heads[0]):
            return None
        if any(token.i != obj.i for token in kids(doc, verb.i, "oprd", "ccomp")):
            return None
        if kind == "call":
            return self._called(verb, type_, heads, obj) if finder.parties(obj.i) or finder.is_pair(obj.i) else None
        if kids(doc, verb.i, "xcomp"):
            return None
        if frame == "join":
            return self._joined(verb, type_, heads, obj)
        filled = Filled(kind, type_, (*heads, obj.i), others=(obj.i,))
        if not finder.parties(obj.i) and finder.is_pair(obj.i):
            return replace(filled, pending=True)
        if frame == "see":
            return filled if self.is_person(obj.i) else None
        guests = obj.tag in ("NNS", "NNPS") and obj.lemma.lower() in self._words.delegates
        return filled if self.is_person(obj.i) or guests else None

    def _joined(self, verb: Token, type_: MeetingType, heads: tuple[int, ...], obj: Token) -> Filled | None:
        """ "X joins Y for lunch", "X joins the leaders at the summit"."""
        occasions = [o for owner in (verb.i, obj.i) for _, o in preps(self._doc, owner, "for", "at", "in")]
        told = next((entry for occasion in occasions if (entry := self._words.noun_at(self._doc, occasion))), None)
        filled = Filled("join", told.type if told else type_, (*heads, obj.i), others=(obj.i,))
        there = self.is_person(obj.i) and any(occasion.ner in ("GPE", "FAC") for occasion in occasions)
        social = told is not None and told.kind not in ("trip", "invite", "call", "process")
        return filled if there or social or any(o.lemma.lower() in SOCIAL | SHOWN for o in occasions) else None

    def _called(self, verb: Token, type_: MeetingType, heads: tuple[int, ...], obj: Token) -> Filled | None:
        """A call by telephone, and no call on somebody or for something; each of several is one of its own."""
        if verb.lemma == "call" and not self._is_telephoning(verb):
            return None
        gapped = tuple(token.i for token in kids(self._doc, verb.i, "conj") if self.is_person(token.i))
        callees = (obj.i, *gapped)
        pending = not self._finder.parties(obj.i)
        return Filled("call", type_, (*heads, *callees), others=callees, apart=True, pending=pending)

    def _is_telephoning(self, verb: Token) -> bool:
        """Whether calling somebody is a call by telephone: it has a purpose or a time, and is no name-calling."""
        doc = self._doc
        named = kids(doc, verb.i, *OBJECTS, "oprd", "conj", "ccomp")
        if any(doc.tokens[at].tag == "``" for token in named for at in doc.subtree(token.i)):
            # 'called her "Madam"' is name-calling.
            return False
        for _, found in preps(doc, verb.i, "on", "for", "off", "into"):
            if found.ner not in ("DATE", "TIME"):
                return False
        purpose = any(token.tag in ("VB", "VBG") for token in kids(doc, verb.i, "advcl", "xcomp"))
        near = {verb.head, *clause_of(doc, verb.i)}
        return purpose or not near.isdisjoint(self._dated) or self.by_phone(verb)
