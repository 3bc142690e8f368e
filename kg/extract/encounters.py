"""Mentions of encounters in one article: each predicate with its participants, mood, times and places.

Several mentions may be of one encounter; `kg.extract.meeting_merge` joins them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.encounter_frames import Framed
from kg.extract.encounter_setting import SettingFinder
from kg.extract.meeting_status import DENIED, HELD, PLANNED, PROPOSED, Mood
from kg.extract.meeting_syntax import is_verb
from kg.extract.meeting_words import MeetingWords
from kg.extract.noun_frames import NounFrames
from kg.extract.participants import PartyFinder
from kg.extract.places import Place, PlaceFinder
from kg.extract.verb_frames import VerbFrames
from kg.model.document import Document, Span, TimeExpression, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingStatus, MeetingType

# On a tour of more states than this the text seldom says that all of them take part.
MANY_STOPS = 2


@dataclass(frozen=True, slots=True)
class Encounter:
    """One mention of an encounter.

    `bare` marks a mention that names no participants of its own ("the talks", "a joint session"): it stands for an
    encounter told before, or borrows its participants. `inferred` marks a date that the clause itself does not tell. A
    `pending` mention lacks the members of a group, a `partial` one all but one of the participants: neither stands
    alone.
    """

    trigger: int
    type: MeetingType
    kind: str
    status: MeetingStatus
    participants: tuple[str, ...]
    evidence: tuple[Span, ...]
    confidence: float
    date: str | None = None
    place: Place | None = None
    about: tuple[str, ...] = ()
    bare: bool = False
    definite: bool = False
    inferred: bool = False
    background: bool = False
    pending: bool = False
    partial: bool = False
    weak: tuple[str, ...] = ()
    anchor: int | None = None


class EncounterFinder:
    """Document → mentions of encounters, in text order."""

    def __init__(self, doc: Document, words: MeetingWords, places: PlaceFinder) -> None:
        self._doc = doc
        self._words = words
        self._parties = PartyFinder(doc, words)
        self._verbs = VerbFrames(doc, words, self._parties)
        self._nouns = NounFrames(doc, words, self._parties)
        self._setting = SettingFinder(doc, words, places, self._parties)
        self._countries = {e.country: e.id for e in doc.entities if e.kind is Kind.COUNTRY and e.country}

    def encounters(self) -> Iterator[Encounter]:
        """All mentions that tell enough, or that may stand for an encounter told elsewhere."""
        framed = [found for token in self._doc.tokens if (found := self._framed(token)) is not None]
        self._setting.claim(framed)
        for found in framed:
            yield from self._build(found)

    def _framed(self, token: Token) -> Framed | None:
        if token.pos in ("NOUN", "PROPN") or (token.tag == "VBG" and self._words.noun(token) is not None):
            framed = self._nouns.frame(token)
            if framed is not None or token.tag != "VBG":
                return framed
        if is_verb(token) or token.lemma.lower() == "due":
            return self._verbs.frame(token)
        return None

    def _build(self, framed: Framed) -> Iterator[Encounter]:
        domain = self._setting.domain(framed)
        whole = self._encounter(framed, domain, framed.mood)
        for place, time, inferred in self._setting.settings(framed, domain):
            yield from self._settled(replace(whole, inferred=inferred), framed, place, time)

    def _encounter(self, framed: Framed, domain: list[int], mood: Mood) -> Encounter:
        return Encounter(
            trigger=framed.trigger,
            type=framed.type,
            kind=framed.kind,
            status=mood.status,
            participants=framed.participants,
            evidence=(self._evidence(framed, domain),),
            confidence=framed.confidence,
            about=tuple(e for e in framed.about if e not in framed.participants),
            bare=framed.bare,
            definite=framed.definite,
            background=mood.background,
            pending=framed.pending,
            weak=framed.weak,
            anchor=framed.anchor,
        )

    def _evidence(self, framed: Framed, domain: list[int]) -> Span:
        """From the first to the last word of the clause in which predicate and participants stand."""
        indexes = [
            i
            for i in (*domain, *framed.heads)
            if self._doc.tokens[i].sentence == self._doc.tokens[framed.trigger].sentence
        ]
        while len(indexes) > 1 and self._doc.tokens[max(indexes)].pos == "PUNCT":
            indexes.remove(max(indexes))
        while len(indexes) > 1 and self._doc.tokens[min(indexes)].pos in ("PUNCT", "SCONJ", "CCONJ"):
            indexes.remove(min(indexes))
        return self._doc.span_of(indexes)

    def _settled(
        self, encounter: Encounter, framed: Framed, place: Place | None, time: TimeExpression | None
    ) -> Iterator[Encounter]:
        """The encounter with its day and place, if there is enough to tell it from talk of meetings at large."""
        date = time.value if time else None
        status = self._timely(framed.mood, date)
        participants = encounter.participants
        if framed.kind == "trip" and place is not None and len(place.hosts) <= MANY_STOPS:
            own = {entity.country for entity in self._doc.entities if entity.id in participants}
            hosts = (self._countries[code] for code in place.hosts if code in self._countries and code not in own)
            participants = tuple(dict.fromkeys((*participants, *hosts)))
        encounter = replace(encounter, date=date, place=place, status=status, participants=participants)
        if framed.bare and framed.kind == "sign" and date is not None:
            yield replace(encounter, partial=True, bare=False)
        elif _enough(encounter, framed):
            yield encounter
        elif framed.kind == "sign" and encounter.date is not None and status is HELD:
            yield replace(encounter, partial=True)

    def _timely(self, mood: Mood, date: str | None) -> MeetingStatus:
        """The status in the light of the day: with a day to come it is a plan, an agreement without a day is none."""
        today = self._doc.article.reference_date
        ahead = bool(date and today and date.split("/")[0] > today[: len(date.split("/")[0])])
        if mood.status is HELD and ahead:
            return PLANNED
        if mood.status is PLANNED and mood.cue in ("agree", "would") and date is None:
            return PROPOSED
        return mood.status


def _enough(encounter: Encounter, framed: Framed) -> bool:
    """Whether a mention tells enough to be an encounter of its own (or, bare, to stand for one)."""
    if encounter.bare or encounter.pending:
        return True
    if framed.kind == "welcome":
        return len(encounter.participants) >= 2 and framed.strong
    number, told = len(encounter.participants), encounter.place is not None or encounter.date is not None
    if encounter.status is DENIED:
        return number >= 2
    if framed.kind == "trip":
        return encounter.place is not None and (framed.strong or told)
    if framed.kind == "see":
        return number >= 2 and (told or framed.strong)
    if framed.kind in ("sign", "signing", "settle"):
        both = encounter.place is not None and encounter.date is not None
        return number >= 2 and (both if framed.kind == "settle" else told)
    if framed.kind == "process":
        return number >= 2 and (told or framed.strong) and (encounter.status is not PROPOSED or told)
    if framed.kind == "occasion":
        return number >= 2 and told
    if framed.kind == "call":
        return number >= 2 or (number == 1 and framed.group and told and framed.strong)
    if framed.kind == "gathering":
        return number >= 1 and (told or framed.strong or number >= 2)
    return (
        number >= 2
        or (number == 1 and framed.group and (told or framed.strong))
        or (number == 1 and told and framed.strong)
    )
