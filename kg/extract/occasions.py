"""Statement → where and when it was made: the meeting of the article at which the words were spoken, and its day.

A statement that carries a date of its own keeps it. Else the day is that of the event that the words belong to: the
sentence names it ("told the guests", "in a joint statement", "after the signing"), or one who takes part in the
article's main event speaks in the flow of its report. The day of publication is never a guess for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.spans import SpanIndex
from kg.model.document import Document, Span
from kg.model.entities import Entity, Kind
from kg.model.facts import Meeting, MeetingStatus, QuoteType, Statement

# Offices whose holders act for a state at an event of which only the states are told.
ACTING = re.compile(
    r"\b(?:president|prime minister|premier|chancellor|king|emir|foreign minister|secretary of state)\b", re.I
)
FORMER = re.compile(r"\b(?:former|ex|vice|deputy|late|opposition)\b", re.I)
# Nouns that name an encounter or a ceremony in the clause of a word of speech ("said at the banquet").
EVENTS = frozenset(
    (
        "banquet",
        "ceremony",
        "closing",
        "dinner",
        "initialling",
        "initialing",
        "inauguration",
        "lunch",
        "luncheon",
        "meeting",
        "opening",
        "reception",
        "session",
        "signing",
        "summit",
        "talk",
    )
)
PREPOSITIONS = frozenset({"at", "after", "during", "following", "in", "before"})
# Who listens to a speech at such an event ("told the guests").
AUDIENCES = frozenset(("audience", "crowd", "delegate", "gathering", "guest", "negotiator", "participant", "signatory"))
# Verbs that go on with, or answer, the words before.
GOING_ON = frozenset(("add", "agree", "answer", "continue", "rejoin", "reply", "respond", "retort")) | {"go on"}
# Judgements, which are not tied to an event as speeches are.
JUDGING = frozenset(
    (
        "call",
        "condemn",
        "criticise",
        "criticize",
        "denounce",
        "describe",
        "dismiss",
        "hail",
        "praise",
        "reject",
        "welcome",
    )
)
PRONOUNS = frozenset({"he", "she", "they"})
# The event of an article stands in its first paragraphs; its speeches are no farther from them than so many, and what
# names the event no farther than so many.
LEAD, REACH, NAMED_REACH = 2, 4, 8
DAY = 10


@dataclass(frozen=True, slots=True)
class _Event:
    """An event of known day: the meeting that it is, if it is one, and the tokens of its persons and states."""

    date: str
    meeting: Meeting | None
    persons: frozenset[str]
    states: frozenset[str]
    paragraph: int

    def has(self, entity: Entity) -> bool:
        """Whether a person takes part, himself or as the one who acts for a state that does."""
        if entity.id in self.persons:
            return True
        acts = any(ACTING.search(role) and not FORMER.search(role) for role in entity.roles)
        return entity.kind is Kind.PERSON and entity.country in self.states and acts


def set_occasions(statements: Sequence[Statement], meetings: Sequence[Meeting], doc: Document) -> list[Statement]:
    """The statements, in text order, with `occasion` and `date` of the events where they were made."""
    finder = _Occasions(doc, meetings)
    found: list[Statement] = []
    for statement in statements:
        found.append(finder.placed(statement, found[-1] if found else None))
    return found


class _Occasions:
    def __init__(self, doc: Document, meetings: Sequence[Meeting]) -> None:
        self._doc = doc
        self._entities = {entity.id: entity for entity in doc.entities}
        held = [meeting for meeting in meetings if meeting.status is MeetingStatus.HELD and meeting.evidence]
        self._events = [self._event(meeting) for meeting in held if meeting.date is not None]
        self._by_paragraph: dict[int, list[int]] = {}
        for n, event in enumerate(self._events):
            self._by_paragraph.setdefault(event.paragraph, []).append(n)
        self._times = SpanIndex(doc.times)
        self._main = self._main_event()

    def _main_event(self) -> _Event | None:
        """What the article reports first: the meeting on the day that its first paragraph tells, else what was then."""
        lead = self._lead()
        early = [event for event in self._events if event.paragraph <= LEAD]
        if lead is None:
            return early[0] if early else None
        return next((event for event in early if lead.date in (event.date, event.date[-DAY:])), lead)

    def _event(self, meeting: Meeting) -> _Event:
        entities = [self._entities[i] for i in meeting.participants if i in self._entities]
        return _event(meeting.date or "", meeting, entities, self._paragraph(meeting.evidence[0]))

    def _lead(self) -> _Event | None:
        """What the first paragraph reports of a day: the subjects of its sentences take part."""
        doc = self._doc
        time = next((t for t in doc.times if len(t.value) == DAY and self._is_past(t.head)), None)
        if time is None or self._paragraph(time.span) > 0:
            return None
        sentence = doc.sentence_of(time.head)
        named = [
            m.entity for m in doc.mentions_in(sentence.span) if doc.tokens[m.head].dep in ("nsubj", "conj", "pobj")
        ]
        return _event(time.value, None, [self._entities[i] for i in named if i in self._entities], 0)

    def _is_past(self, head: int) -> bool:
        """Whether the verb that a time expression hangs on tells of what is done."""
        doc = self._doc
        verb = next((i for i in doc.ancestors(head) if doc.tokens[i].pos in ("VERB", "AUX")), None)
        if verb is None:
            return False
        words = [doc.tokens[verb].tag, *(doc.tokens[c].tag for c in doc.children(verb) if doc.tokens[c].dep == "aux")]
        return "MD" not in words and ("VBD" in words or words[0] == "VBN")

    def _paragraph(self, span: Span) -> int:
        inside = self._doc.tokens_in(span)
        return self._doc.sentence_of(min(inside.start, len(self._doc.tokens) - 1)).paragraph

    def placed(self, statement: Statement, before: Statement | None) -> Statement:
        """The statement with its occasion; `before` is the one before it in the text."""
        cue = None if statement.cue_span is None else self._doc.tokens_in(statement.cue_span).start
        if cue is None:
            return self._continued(statement, before)
        if not self._is_simple_past(cue):
            return statement
        if statement.date is not None:
            return self._at_dated(statement, cue)
        if self._goes_on(statement, before):
            return self._continued(statement, before)
        event = self._named_event(cue) or self._just_told(statement, cue) or self._flow(statement, cue)
        return statement if event is None else _at(statement, event)

    def _continued(self, statement: Statement, before: Statement | None) -> Statement:
        """The rest of a speech is made where its beginning was."""
        if before is None or statement.date is not None or not self._goes_on(statement, before):
            return statement
        return replace(statement, date=before.date, occasion=before.occasion)

    def _goes_on(self, statement: Statement, before: Statement | None) -> bool:
        if before is None or before.date is None:
            return False
        distance = self._paragraph(statement.content[0]) - self._paragraph(before.content[-1])
        same = statement.speaker is not None and statement.speaker == before.speaker
        pronoun = statement.speaker_text.lower() in PRONOUNS and self._adjoins(statement, before)
        joined = statement.cue_span == before.cue_span or statement.cue in GOING_ON or pronoun
        return distance <= (1 if same else 0) and (joined or (same and statement.cue_span is None))

    def _adjoins(self, statement: Statement, before: Statement) -> bool:
        """Whether no sentence stands between two statements."""
        doc = self._doc
        last, first = doc.tokens_in(before.evidence[-1]).stop - 1, doc.tokens_in(statement.evidence[0]).start
        return doc.tokens[first].sentence - doc.tokens[last].sentence <= 1

    def _is_simple_past(self, cue: int) -> bool:
        doc = self._doc
        token = doc.tokens[cue]
        helpers = {doc.tokens[c].lower for c in doc.children(cue) if doc.tokens[c].dep in ("aux", "auxpass")}
        if token.dep == "conj" and not helpers:
            head = token.head
            helpers = {doc.tokens[c].lower for c in doc.children(head) if doc.tokens[c].dep == "aux"}
        return token.tag in ("VBD", "VBN", "VBG", "NN") and not helpers & {"had", "has", "have", "will", "would", "'s"}

    def _at_dated(self, statement: Statement, cue: int) -> Statement:
        """A statement of a known day was made at a meeting that its own sentence tells of and that was on that day."""
        sentence = self._doc.sentence_of(cue)
        for event in self._events:
            meeting = event.meeting
            if meeting is None or event.date != statement.date:
                continue
            here = any(span.touches(sentence.span) for span in meeting.evidence)
            if here and statement.speaker in meeting.participants:
                return replace(statement, occasion=meeting.id or None)
        return statement

    def _named_event(self, cue: int) -> _Event | None:
        """The event that the clause of the word of speech names, or whose audience it does."""
        doc = self._doc
        head = doc.tokens[cue].head
        around = [*doc.children(cue), *(doc.children(head) if doc.tokens[cue].dep == "conj" else ())]
        nouns = [i for c in around if c < cue or c in doc.children(cue) for i in self._nouns(c)]
        if doc.tokens[cue].dep in ("relcl", "acl") and doc.tokens[head].pos == "NOUN":
            nouns.append(head)
        if not any(self._names_event(i) for i in nouns):
            return None
        paragraph = doc.sentence_of(cue).paragraph
        near = [event for event in self._told_in(paragraph) if self._stands_before(event, cue)]
        if near:
            return near[-1]
        main = self._main
        return main if main is not None and paragraph <= main.paragraph + NAMED_REACH else None

    def _told_in(self, *paragraphs: int) -> list[_Event]:
        """The events that some paragraphs tell of, in the order of all events."""
        numbers = sorted(n for paragraph in paragraphs for n in self._by_paragraph.get(paragraph, ()))
        return [self._events[n] for n in numbers]

    def _nouns(self, child: int) -> list[int]:
        """The object of the word of speech, or of a preposition that hangs on it."""
        doc = self._doc
        token = doc.tokens[child]
        if token.dep in ("dobj", "dative"):
            return [child]
        if token.dep == "prep" and token.lower in PREPOSITIONS:
            return [i for i in doc.children(child) if doc.tokens[i].dep == "pobj"]
        return []

    def _names_event(self, noun: int) -> bool:
        doc = self._doc
        lemma = doc.tokens[noun].lemma.lower()
        if doc.tokens[noun].dep in ("dobj", "dative") and lemma in EVENTS:
            return False
        modifiers = {doc.tokens[c].lower for c in doc.children(noun)}
        if lemma in ("statement", "communique", "communiqué", "declaration"):
            return "joint" in modifiers
        if lemma == "conference":
            return bool(modifiers & {"news", "press", "joint", "closing"})
        return lemma in EVENTS or lemma in AUDIENCES

    def _stands_before(self, event: _Event, cue: int) -> bool:
        return event.meeting is not None and event.meeting.evidence[0].start <= self._doc.tokens[cue].start

    def _just_told(self, statement: Statement, cue: int) -> _Event | None:
        """The meeting that an earlier sentence of this paragraph or the one before tells of, where its guest goes on to
        speak. What is told in the pluperfect is background.
        """
        doc = self._doc
        sentence = doc.sentence_of(cue)
        near = [
            event
            for event in self._told_in(sentence.paragraph - 1, sentence.paragraph)
            if event.meeting is not None
            and statement.speaker in event.persons
            and event is not self._main
            and event.meeting.evidence[0].end <= sentence.span.start
            and not any(doc.tokens[i].lower == "had" for i in doc.tokens_in(event.meeting.evidence[0]))
        ]
        return near[-1] if near and not self._elsewhere(cue) else None

    def _flow(self, statement: Statement, cue: int) -> _Event | None:
        """The main event, where one who takes part speaks in its report and nothing leads to another day or place."""
        event, doc = self._main, self._doc
        sentence = doc.sentence_of(cue)
        if event is None or statement.cue in JUDGING:
            return None
        if not (self._takes_part(statement, event) or self._is_quoted_at(event, statement)):
            return None
        if not event.paragraph <= sentence.paragraph <= event.paragraph + REACH or self._elsewhere(cue):
            return None
        paragraph = doc.paragraphs[sentence.paragraph]
        before = [
            t for t in self._times.within(Span(paragraph.span.start, sentence.span.end)) if doc.quote_of(t.head) is None
        ]
        return None if any(time.value not in event.date for time in before) else event

    def _takes_part(self, statement: Statement, event: _Event) -> bool:
        speaker = self._entities.get(statement.speaker or "")
        return speaker is not None and event.has(speaker)

    def _is_quoted_at(self, event: _Event, statement: Statement) -> bool:
        """Whether the words are quoted right behind what tells of the event and its day, in the same paragraph."""
        at = self._paragraph(statement.content[0])
        paragraph = self._doc.paragraphs[at]
        told = self._times.within(Span(paragraph.span.start, statement.content[0].start))
        return statement.type is QuoteType.DIRECT and at <= LEAD and any(time.value == event.date for time in told)

    def _elsewhere(self, cue: int) -> bool:
        """Whether the sentence opens with, or the word of speech has, another place ("In Washington she said …")."""
        doc = self._doc
        places = [c for c in (doc.sentence_of(cue).first, *doc.children(cue)) if doc.tokens[c].lower in ("in", "from")]
        return any(doc.tokens[i].ner in ("GPE", "LOC") for place in places for i in doc.children(place))


def _event(date: str, meeting: Meeting | None, entities: Sequence[Entity], paragraph: int) -> _Event:
    """The event of these persons and of the states for which none of them acts."""
    persons = [entity for entity in entities if entity.kind is Kind.PERSON]
    acted = {entity.country for entity in persons}
    states = {e.country for e in entities if e.kind is Kind.COUNTRY and e.country is not None} - acted
    return _Event(date, meeting, frozenset(entity.id for entity in persons), frozenset(states), paragraph)


def _at(statement: Statement, event: _Event) -> Statement:
    occasion = None if event.meeting is None else event.meeting.id or None
    return replace(statement, date=event.date, occasion=occasion)
