"""Verbs that tell an encounter only together with other words: "brought them together", "is expected in a place",
"put their names to it", "called on her", "led a delegation to", "handed over power to", "invited her to a place".
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.encounter_frames import Filled, unique
from kg.extract.meeting_syntax import OBJECTS, clause_of, is_passive, kids, preps
from kg.extract.meeting_words import MeetingWords
from kg.extract.participants import PartyFinder
from kg.extract.verb_arguments import VerbArguments
from kg.extract.verb_company import VerbCompany
from kg.extract.verb_journeys import VerbJourneys
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

# The time that one spends stands so many words after the verb at most: "spent almost three hours".
MEASURE = 4
POWERS = frozenset(
    ("power", "presidency", "office", "command", "chairmanship", "authority", "seal", "reins", "key", "sovereignty")
)
COURTESIES = frozenset(("visit", "call", "respects", "respect"))
GUIDES = frozenset(("round", "around", "over", "through"))


class VerbIdioms:
    """Verb → `Filled`, for the constructions that no frame of one verb covers."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder, arguments: VerbArguments) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder
        self._arguments = arguments
        self._journeys = VerbJourneys(doc, finder, words)
        self._company = VerbCompany(doc, words, finder, arguments)
        self._idioms: dict[str, Callable[[Token, tuple[int, ...]], Filled | None]] = {
            "bring": self._brought,
            "come": self._together,
            "get": self._together,
            "expect": self._journeys.expected,
            "due": self._journeys.expected,
            "await": self._awaited,
            "set": self._journeys.set_foot,
            "be": self._is_host,
            "play": self._is_host,
            "show": self._shown_round,
            "lead": self._journeys.led,
            "head": self._journeys.led,
            "take": self._journeys.led,
            "call": self._called_on,
            "drop": self._called_on,
            "look": self._called_on,
            "wait": self._called_on,
            "pay": self._paid,
            "hand": self._handed,
            "cede": self._handed,
            "transfer": self._handed,
            "cross": self._journeys.crossed,
            "invite": self._invited,
            "report": self._reported,
            "brief": self._reported,
            "spend": self._spent,
        }

    def fill(self, verb: Token) -> Filled | None:
        """The encounter that the verb tells with the words about it, or None."""
        idiom = self._idioms.get(verb.lemma.lower())
        heads = tuple(token.i for token in self._arguments.doers(verb))
        if not heads or (verb.lemma.lower() not in ("expect", "await") and is_passive(self._doc, verb.i)):
            return None
        return (idiom(verb, heads) if idiom is not None else None) or self._company.fill(verb, heads)

    def _is_together(self, verb: Token) -> bool:
        doc = self._doc
        near = [token for prep in kids(doc, verb.i, "prep") for token in kids(doc, prep.i, "advmod")]
        return any(token.lower == "together" for token in (*kids(doc, verb.i, "advmod", "prt"), *near))

    def _is_event(self, head: int) -> bool:
        return self._words.noun(self._doc.tokens[head]) is not None

    def _are_many(self, heads: tuple[int, ...]) -> bool:
        return len(unique(*map(self._finder.parties, heads))) > 1

    def _brought(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X brings Y and Z together (to the table, to a house)"."""
        doc, obj = self._doc, self._arguments.object_of(verb)
        pending = obj is not None and not self._finder.parties(obj.i) and self._finder.is_pair(obj.i)
        if obj is None or self._is_event(heads[0]) or not (self._finder.parties(obj.i) or pending):
            return None
        table = any(found.lemma == "table" for _, found in preps(doc, verb.i, "to"))
        guests = unique(self._finder.parties(obj.i))
        seat = len(guests) > 1 and any(self._is_seat(found.i) for _, found in preps(doc, verb.i, "to"))
        met = self._is_together(verb) or table or seat
        return Filled("together", MeetingType.TALKS, (*heads, obj.i), pending=pending) if met else None

    def _is_seat(self, head: int) -> bool:
        """Whether guests may be brought there: a city or a house."""
        token = self._doc.tokens[head]
        return token.lemma.lower() in self._words.venues or token.ner in ("GPE", "FAC")

    def _together(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X and Y come together"."""
        met = self._is_together(verb) and self._are_many(heads) and not self._is_event(heads[0])
        return Filled("together", MeetingType.TALKS, heads) if met else None

    def _is_host(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X is (plays) host to Y", "X will be the guest of Y"; else as `_expected`."""
        for noun in kids(self._doc, verb.i, "attr", "dobj", "oprd"):
            words = {"host": ("to",), "guest": ("of",)}.get(noun.lemma.lower(), ())
            owners = [o.i for word in words for at in (verb.i, noun.i) for _, o in preps(self._doc, at, word)]
            owners.extend(token.i for token in kids(self._doc, noun.i, "poss") if noun.lemma.lower() == "guest")
            met = next((owner for owner in owners if self._arguments.is_person(owner)), None)
            if met is not None and self._arguments.is_person(heads[0]):
                return Filled("receive", MeetingType.TALKS, (*heads, met), others=(met,))
        return self._journeys.expected(verb, heads) if verb.lemma == "be" else None

    def _shown_round(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X shows Y round a house": the parser may take "round" for a verb."""
        doc = self._doc
        for token in kids(doc, verb.i, *OBJECTS, "ccomp"):
            guest = kids(doc, token.i, "nsubj")[:1] if token.lower in GUIDES else [token]
            shown = token.lower in GUIDES or any(True for _ in preps(doc, verb.i, *GUIDES))
            if shown and guest and self._arguments.is_person(guest[0].i):
                house = (*kids(doc, token.i, "dobj"), *(o for _, o in preps(doc, verb.i, *GUIDES)))
                return Filled("receive", MeetingType.VISIT, (*heads, guest[0].i), house[0].i if house else None)
        return None

    def _called_on(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X calls (drops in) on Y": of a person, and not to make him do a thing."""
        doc = self._doc
        if kids(doc, verb.i, "xcomp", "ccomp", *OBJECTS) or any(True for _ in preps(doc, verb.i, "for")):
            return None
        for prep, obj in preps(doc, verb.i, "on"):
            urged = any(token.tag == "VB" for token in (*kids(doc, obj.i, "acl", "relcl"), *kids(doc, verb.i, "advcl")))
            if self._arguments.is_person(obj.i) and not urged and prep.i < obj.i:
                return Filled("see", MeetingType.TALKS, (*heads, obj.i), others=(obj.i,))
        return None

    def _paid(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X pays a call on Y", "X pays his respects to Y"."""
        obj = next((token for token in kids(self._doc, verb.i, "dobj") if token.lemma.lower() in COURTESIES), None)
        if obj is None or obj.lemma.lower() == "visit":
            return None
        hosts = (o for owner in (verb.i, obj.i) for _, o in preps(self._doc, owner, "on", "to"))
        found = next((o for o in hosts if self._arguments.is_person(o.i)), None)
        return Filled("receive", MeetingType.TALKS, (*heads, found.i), others=(found.i,)) if found else None

    def _handed(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X hands (over) power to Y"."""
        doc = self._doc
        obj = next((token for token in kids(doc, verb.i, "dobj") if token.lemma.lower() in POWERS), None)
        if obj is None or verb.tag == "VBG":
            return None
        given = (o for owner in (verb.i, obj.i) for _, o in preps(doc, owner, "to"))
        taker = next((o for o in given if self._arguments.is_person(o.i)), None)
        return Filled("sign", MeetingType.CEREMONY, (*heads, taker.i)) if taker else None

    def _invited(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X invited Y to a place": Y is to come; a state invites to itself."""
        obj = self._arguments.object_of(verb)
        if obj is None or kids(self._doc, verb.i, "xcomp", "ccomp") or not self._arguments.is_person(obj.i):
            return None
        events = [o for _, o in preps(self._doc, verb.i, "for", "to") if self._words.noun(o)]
        if events:
            return None
        places = (o.i for _, o in preps(self._doc, verb.i, "to") if o.pos == "PROPN" and not self._finder.names_at(o.i))
        place = next((o for o in places), None) or next(
            (o.i for _, o in preps(self._doc, verb.i, "to") if o.pos == "PROPN" and o.ner == "GPE"), None
        )
        if place is not None:
            return Filled("trip", MeetingType.VISIT, (obj.i,), place)
        state = all(self._finder.of_kind(e, Kind.COUNTRY) for e in self._finder.parties(heads[0]))
        known = state and bool(self._finder.parties(heads[0])) and not any(True for _ in preps(self._doc, verb.i, "to"))
        return Filled("invite", MeetingType.VISIT, (obj.i, *heads)) if known else None

    def _reported(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X reports to his allies in a place", "X briefed the ministers"."""
        if kids(self._doc, verb.i, "ccomp") or not self._journeys.travels(heads[0]):
            return None
        heard = [o for _, o in preps(self._doc, verb.i, "to")] if verb.lemma == "report" else []
        heard = heard or ([obj] if verb.lemma == "brief" and (obj := self._arguments.object_of(verb)) else [])
        for token in heard:
            body = any(self._finder.of_kind(e, Kind.ORGANIZATION) for e in self._finder.parties(token.i))
            if self._arguments.is_person(token.i) or body or token.lemma.lower() in self._words.delegates:
                return Filled("see", MeetingType.TALKS, (*heads, token.i), others=(token.i,))
        return None

    def _spent(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X spent two hours with Y"."""
        doc = self._doc
        nouns = (token for token in clause_of(doc, verb.i) if verb.i < token <= verb.i + MEASURE)
        span = [
            doc.tokens[at] for at in nouns if doc.tokens[at].ner in ("DATE", "TIME") and doc.tokens[at].pos == "NOUN"
        ]
        hosts = [o for at in (verb, *span) for _, o in preps(doc, at.i, "with") if self._arguments.is_person(o.i)]
        if span and hosts:
            return Filled("meet", MeetingType.TALKS, (*heads, hosts[0].i), others=(hosts[0].i,))
        behind = any(o.lemma == "door" for at in (verb, *span) for _, o in preps(doc, at.i, "behind"))
        shut_in = (
            behind or self._is_together(verb) or any(t.lower == "closeted" for t in kids(doc, verb.i, "advcl", "acl"))
        )
        return Filled("together", MeetingType.TALKS, heads) if span and shut_in and self._are_many(heads) else None

    def _awaited(self, verb: Token, heads: tuple[int, ...]) -> Filled | None:
        """ "X awaits Y (there)": they are to meet; else as a journey that is expected."""
        obj = self._arguments.object_of(verb)
        coming = verb.tag in ("VBZ", "VBP", "VB") and obj is not None
        if obj is None or not coming or not all(map(self._arguments.is_person, (heads[0], obj.i))):
            return self._journeys.expected(verb, heads)
        return Filled("see", MeetingType.TALKS, (*heads, obj.i), others=(obj.i,))
