"""Mentions of encounters in one article: each predicate with its participants, mood, times and places.

Several mentions may be of one encounter; `kg.extract.meeting_merge` joins them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date as calendar
from datetime import timedelta

from kg.extract.encounter_frames import Framed
from kg.extract.encounter_mentions import Encounter, enough, is_social, one_by_one
from kg.extract.encounter_scenes import SceneFrames
from kg.extract.encounter_setting import SettingFinder
from kg.extract.encounter_spells import SpellFrames
from kg.extract.meeting_moods import HELD, PLANNED, PROPOSED, Mood
from kg.extract.meeting_syntax import governing_verb, is_verb, kids
from kg.extract.meeting_words import MeetingWords, verb_forms
from kg.extract.noun_frames import NounFrames
from kg.extract.participants import PartyFinder
from kg.extract.places import Place, PlaceFinder
from kg.extract.verb_frames import VerbFrames
from kg.model.document import Document, Span, TimeExpression, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingStatus

# On a tour of more states than this the text seldom says that all of them take part.
MANY_STOPS = 2
# What stands as a noun does, whatever the tagger calls it: "held a bilateral".
NOMINAL = ("dobj", "pobj", "nsubj", "nsubjpass")
# A signing told within so many paragraphs is what the story is about.
HEAD = 3
# What people do beside one another anywhere: an encounter only with a day or a place.
SCENES = frozenset(("sit", "walk", "stroll", "stand"))
# What somebody "would" do any time, without a day or a place.
KINDNESSES = frozenset(("receive", "see", "welcome"))
# The length of a date that tells the day.
DAY = len("2007-02-22")
AHEAD = frozenset(("next", "coming", "upcoming"))


class EncounterFinder:
    """Document → mentions of encounters, in text order."""

    def __init__(self, doc: Document, words: MeetingWords, places: PlaceFinder) -> None:
        self._doc = doc
        self._words = words
        self._parties = PartyFinder(doc, words)
        self._verbs = VerbFrames(doc, words, self._parties)
        self._nouns = NounFrames(doc, words, self._parties)
        self._scenes = SceneFrames(doc, words, self._parties)
        self._spells = SpellFrames(doc, words, self._parties)
        self._setting = SettingFinder(doc, words, places, self._parties)
        self._triggers: frozenset[int] = frozenset()
        self._entities = {entity.id: entity for entity in doc.entities}
        self._states = {e.country: e.id for e in doc.entities if e.kind is Kind.COUNTRY and e.country}

    def encounters(self) -> Iterator[Encounter]:
        """All mentions that tell enough, or that may stand for an encounter told elsewhere."""
        framed = [found for token in self._doc.tokens if (found := self._framed(token)) is not None]
        self._setting.claim(framed)
        self._triggers = frozenset(found.trigger for found in framed)
        for found in framed:
            yield from self._build(found)

    def _framed(self, token: Token) -> Framed | None:
        if token.lower == "it":
            return self._nouns.echo(token)
        if token.pos == "PROPN" and token.text.islower():
            return self._verbs.misread(token)
        nominal = token.pos in ("NOUN", "PROPN") or token.dep in NOMINAL or token.tag == "VBG"
        if nominal and self._words.noun_at(self._doc, token) is not None:
            framed = self._nouns.frame(token)
            if framed is not None or token.tag != "VBG":
                return self._spells.complete(token, framed) if framed is not None else self._spells.alone(token)
        if is_verb(token) or token.lemma.lower() == "due":
            told = self._verbs.frame(token)
            lonely = told is None or (told.kind == "sign" and len(told.participants) < 2)
            return (self._scenes.frame(token) or told) if lonely else told
        return None

    def _build(self, framed: Framed) -> Iterator[Encounter]:
        domain = self._setting.domain(framed)
        whole = self._encounter(framed, domain, framed.mood)
        last: list[Span] = []
        for place, time, inferred in self._setting.settings(framed, domain):
            here = [layer.span for layer in (place, time) if layer is not None]
            mention = self._gapped(replace(whole, inferred=inferred), last, here)
            last = here
            for told in self._settled(mention, framed, place, time):
                yield from one_by_one(told)

    def _gapped(self, encounter: Encounter, last: list[Span], here: list[Span]) -> Encounter:
        """With those named between one setting and the next: "met X in Rome on Monday and Y in Paris on Tuesday"."""
        if not last or not here or not encounter.others:
            return encounter
        between = self._doc.tokens_in(Span(max(span.end for span in last), min(span.start for span in here)))
        named = [e for i in between if self._doc.tokens[i].dep == "conj" for e in self._parties.names_at(i)]
        others = tuple(e for e in dict.fromkeys(named) if self._parties.of_kind(e, Kind.PERSON))
        if not others:
            return encounter
        who = tuple(e for e in encounter.participants if e not in encounter.others and e not in others)
        return replace(encounter, participants=(*who, *others), others=others)

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
            shift=framed.shift,
            others=framed.others,
            apart=framed.apart,
            sides=framed.sides,
            then=framed.then or self._is_there(framed),
            again=framed.again,
            alone=framed.alone,
            part=framed.part,
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
        date = _lasting(time.value, framed.days) if time else None
        if date is None and place is None and self._is_scenery(framed):
            return
        status = self._timely(framed.mood, date, fixed=framed.kind != "confer")
        if status is HELD and framed.mood.present and self._looks_ahead(framed):
            status = PLANNED
        participants = self._company(framed, encounter.participants, place)
        encounter = replace(encounter, date=date, place=place, status=status, participants=participants)
        if framed.bare and framed.kind == "sign" and date is not None:
            yield replace(encounter, partial=True, bare=False)
            return
        encounter = replace(encounter, social=is_social(encounter, framed) and not self._is_setting(framed.trigger))
        persons = [e for e in participants if self._parties.of_kind(e, Kind.PERSON)]
        early = self._doc.sentence_of(framed.trigger).paragraph <= HEAD and len(persons) > 1
        if enough(encounter, framed, early=early):
            yield encounter
        elif framed.kind == "sign" and encounter.date is not None and status is HELD:
            yield replace(encounter, partial=True)

    def _is_scenery(self, framed: Framed) -> bool:
        """Whether no more is told than that people sit beside one another, or would be glad to see one another."""
        token = self._doc.tokens[framed.trigger]
        scene = token.tag in ("VBG", "VBP", "VBZ") and verb_forms(self._doc, token)[0] in SCENES
        return scene or (framed.mood.cue == "would" and framed.kind in KINDNESSES)

    def _looks_ahead(self, framed: Framed) -> bool:
        """Whether the sentence tells of a day to come, though none that can be counted: "they meet next week"."""
        doc, trigger = self._doc, self._doc.tokens[framed.trigger]
        verb = trigger if is_verb(trigger) else governing_verb(doc, trigger.i)
        if verb is not None and verb.tag in ("VBD", "VBN"):
            return False
        sentence, quote = doc.sentence_of(trigger.i), doc.quote_of(trigger.i)
        near = (token for token in doc.tokens[sentence.first : sentence.last] if doc.quote_of(token.i) == quote)
        return any(
            token.lower == "tomorrow" or (token.lower in AHEAD and doc.tokens[token.head].ner == "DATE")
            for token in near
        )

    def _is_there(self, framed: Framed) -> bool:
        """Whether the clause opens with "there": it goes on from the journey told before."""
        clause = framed.trigger if framed.clause is None else framed.clause
        return any(token.lower == "there" and token.i < clause for token in kids(self._doc, clause, "advmod"))

    def _is_setting(self, noun: int) -> bool:
        """Whether the noun only says at which occasion the encounter of its verb was: "sat beside her at a dinner"."""
        verb = governing_verb(self._doc, noun)
        return verb is not None and verb.i in self._triggers

    def _company(self, framed: Framed, found: tuple[str, ...], place: Place | None) -> tuple[str, ...]:
        """The participants, with the states that a trip is to, and without those for which a person stands."""
        if framed.kind == "trip" and place is not None and len(place.hosts) <= MANY_STOPS:
            hosts = (self._states[code] for code in place.hosts if code in self._states)
            found = tuple(dict.fromkeys((*found, *hosts)))
        told = {self._entities[e].country for e in found if self._entities[e].kind is Kind.PERSON}
        return tuple(entity for entity in found if not self._is_told_by(entity, told))

    def _is_told_by(self, entity: str, told: set[str | None]) -> bool:
        """Whether it is a state for which one of the persons stands."""
        code = self._entities[entity].country
        return code in told and self._states.get(code or "") == entity

    def _timely(self, mood: Mood, date: str | None, *, fixed: bool) -> MeetingStatus:
        """The status in the light of the day: with a day to come it is a plan, an agreement without a day is none."""
        today = self._doc.article.reference_date
        ahead = bool(date and today and date.split("/")[0] > today[: len(date.split("/")[0])])
        if mood.status is HELD and ahead:
            return PLANNED
        if mood.status is PLANNED and mood.cue == "would" and date is None:
            return PROPOSED
        if mood.status is PLANNED and mood.cue == "agree" and date is None and not fixed:
            # "agreed to consult": that they will, not when.
            return PROPOSED
        return mood.status


def _lasting(date: str, days: int) -> str:
    """The days up to a day, if there are several: four days up to 2013-11-24 are 2013-11-21/2013-11-24."""
    if days < 2 or len(date) != DAY:
        return date
    return f"{calendar.fromisoformat(date) - timedelta(days=days - 1)}/{date}"
