"""Statement → where and when it was made: the meeting of the article at which the words were spoken, and its day.

A statement that carries a date of its own keeps it. Else the day is that of the event that the words belong to: the
sentence names it ("told the guests", "in a joint statement", "after the signing"), or one who takes part in the
article's main event speaks in the flow of its report. The day of publication is never a guess for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.extract.occasion_events import LEAD, Event, Events, make_event
from kg.extract.spans import SpanIndex
from kg.model.document import Document, Span
from kg.model.entities import Kind
from kg.model.facts import Meeting, QuoteType, Statement

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
SUBJECTS = frozenset({"nsubj", "nsubjpass", "conj"})
PRONOUNS = frozenset({"he", "she", "they"})
# The speeches of an article's event are no farther from it than so many paragraphs, and what names the event no farther
# than so many.
REACH, NAMED_REACH = 4, 8
# Texts in which parties speak on the day of their making, in the present tense ("In the accord Peru pledges to …"), and
# the verbs by which such a text binds them, though it be not named.
DOCUMENTS = frozenset(
    ("accord", "agreement", "communique", "communiqué", "deal", "declaration", "document", "memorandum", "pact")
) | {"statement", "text", "treaty"}
BINDING = frozenset({"commit", "pledge", "profess", "promise", "undertake", "vow"})


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
        self._events = Events(doc, meetings)
        self._times = SpanIndex(doc.times)

    def placed(self, statement: Statement, before: Statement | None) -> Statement:
        """The statement with its occasion; `before` is the one before it in the text."""
        cue = None if statement.cue_span is None else self._doc.tokens_in(statement.cue_span).start
        if cue is None:
            return self._continued(statement, before)
        if not self._is_simple_past(cue):
            return self._in_document(statement, cue)
        if statement.date is not None:
            return self._at_dated(statement, cue)
        if self._goes_on(statement, before):
            return self._continued(statement, before)
        event = (
            self._named_event(cue)
            or self._just_told(statement, cue)
            or self._flow(statement, cue)
            or self._told_day(statement, cue)
        )
        return statement if event is None else _at(statement, event)

    def _continued(self, statement: Statement, before: Statement | None) -> Statement:
        """The rest of a speech is made where its beginning was."""
        if before is None or statement.date is not None or not self._goes_on(statement, before):
            return statement
        return replace(statement, date=before.date, occasion=before.occasion)

    def _goes_on(self, statement: Statement, before: Statement | None) -> bool:
        if before is None or before.date is None:
            return False
        distance = self._events.paragraph_of(statement.content[0]) - self._events.paragraph_of(before.content[-1])
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
        for event in self._events.all:
            meeting = event.meeting
            if meeting is None or event.date != statement.date:
                continue
            here = any(span.touches(sentence.span) for span in meeting.evidence)
            if here and statement.speaker in meeting.participants:
                return replace(statement, occasion=meeting.id or None)
        return statement

    def _in_document(self, statement: Statement, cue: int) -> Statement:
        """What the parties to the main event's text say in it is said on the day of the event."""
        doc, event = self._doc, self._events.main
        present = doc.tokens[cue].tag in ("VBP", "VBZ") and not any(
            doc.tokens[c].dep in ("aux", "neg") for c in doc.children(cue)
        )
        if event is None or statement.date is not None or not present:
            return statement
        near = doc.sentence_of(cue).paragraph <= event.paragraph + NAMED_REACH
        speaker = self._entities.get(statement.speaker or "")
        binds = statement.cue in BINDING and speaker is not None and speaker.kind is Kind.COUNTRY
        named = any(doc.tokens[i].lemma.lower() in DOCUMENTS for i in self._around(cue))
        return _at(statement, event) if near and (named or binds) and not self._elsewhere(cue) else statement

    def _around(self, cue: int) -> list[int]:
        """The subject of a word of speech, and the nouns behind the "in" or "under" that hangs on it."""
        doc = self._doc
        found = [c for c in doc.children(cue) if doc.tokens[c].dep == "nsubj"]
        leads = [c for c in doc.children(cue) if doc.tokens[c].lower in ("in", "under") and c < cue]
        return [*found, *(i for lead in leads for i in doc.children(lead) if doc.tokens[i].dep == "pobj")]

    def _named_event(self, cue: int) -> Event | None:
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
        near = [event for event in self._events.told_in(paragraph) if self._stands_before(event, cue)]
        if near:
            return near[-1]
        main = self._events.main
        return main if main is not None and paragraph <= main.paragraph + NAMED_REACH else None

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

    def _stands_before(self, event: Event, cue: int) -> bool:
        return event.meeting is not None and event.meeting.evidence[0].start <= self._doc.tokens[cue].start

    def _just_told(self, statement: Statement, cue: int) -> Event | None:
        """The meeting that an earlier sentence of this paragraph or the one before tells of, where its guest goes on to
        speak. What is told in the pluperfect is background.
        """
        doc = self._doc
        sentence = doc.sentence_of(cue)
        near = [
            event
            for event in self._events.told_in(sentence.paragraph - 1, sentence.paragraph)
            if event.meeting is not None
            and statement.speaker in event.persons
            and event is not self._events.main
            and event.meeting.evidence[0].end <= sentence.span.start
            and not any(doc.tokens[i].lower == "had" for i in doc.tokens_in(event.meeting.evidence[0]))
        ]
        return near[-1] if near and not self._elsewhere(cue) else None

    def _told_day(self, statement: Statement, cue: int) -> Event | None:
        """The day on which, as an earlier sentence of the paragraph tells, the speaker did something: "Lopez flew to
        Lima on Monday. … She vowed …".
        """
        doc = self._doc
        sentence = doc.sentence_of(cue)
        paragraph = doc.paragraphs[sentence.paragraph]
        told = self._times.within(Span(paragraph.span.start, sentence.span.start))
        days = [time for time in told if doc.quote_of(time.head) is None]
        if not days or self._elsewhere(cue) or not self._events.is_day_told(days[-1]):
            return None
        acts = doc.mentions_in(doc.sentence_of(days[-1].head).span)
        subject = any(m.entity == statement.speaker and doc.tokens[m.head].dep in SUBJECTS for m in acts)
        return make_event(days[-1].value, None, (), sentence.paragraph) if subject else None

    def _flow(self, statement: Statement, cue: int) -> Event | None:
        """The main event, where one who takes part speaks in its report and nothing leads to another day or place."""
        event, doc = self._events.main, self._doc
        sentence = doc.sentence_of(cue)
        if event is None:
            return None
        takes_part = self._takes_part(statement, event)
        told = takes_part or self._is_quoted_at(event, statement) or self._is_of_many(statement, event)
        if not told or (statement.cue in JUDGING and not takes_part):
            return None
        if not event.paragraph <= sentence.paragraph <= event.paragraph + REACH or self._elsewhere(cue):
            return None
        paragraph = doc.paragraphs[sentence.paragraph]
        before = [
            t for t in self._times.within(Span(paragraph.span.start, sentence.span.end)) if doc.quote_of(t.head) is None
        ]
        return None if any(time.value not in event.date for time in before) else event

    def _is_of_many(self, statement: Statement, event: Event) -> bool:
        """Whether the speaker is one of the many at a gathering whom an article does not list: an envoy of a state or
        the head of an organization.
        """
        speaker = self._entities.get(statement.speaker or "")
        return event.wide and speaker is not None and speaker.kind is Kind.PERSON and bool(speaker.roles)

    def _takes_part(self, statement: Statement, event: Event) -> bool:
        speaker = self._entities.get(statement.speaker or "")
        return speaker is not None and event.has(speaker)

    def _is_quoted_at(self, event: Event, statement: Statement) -> bool:
        """Whether the words are quoted right behind what tells of the event and its day, in the same paragraph."""
        at = self._events.paragraph_of(statement.content[0])
        paragraph = self._doc.paragraphs[at]
        told = self._times.within(Span(paragraph.span.start, statement.content[0].start))
        return statement.type is QuoteType.DIRECT and at <= LEAD and any(time.value == event.date for time in told)

    def _elsewhere(self, cue: int) -> bool:
        """Whether the sentence opens with, or the word of speech has, another place ("In Washington she said …")."""
        doc = self._doc
        places = [c for c in (doc.sentence_of(cue).first, *doc.children(cue)) if doc.tokens[c].lower in ("in", "from")]
        return any(doc.tokens[i].ner in ("GPE", "LOC") for place in places for i in doc.children(place))


def _at(statement: Statement, event: Event) -> Statement:
    occasion = None if event.meeting is None else event.meeting.id or None
    return replace(statement, date=event.date, occasion=occasion)
