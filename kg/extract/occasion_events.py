"""The events of known day that an article tells of, and the one that it reports first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.model.document import Document, Sentence, Span, TimeExpression
from kg.model.entities import Entity, Kind
from kg.model.facts import Meeting, MeetingStatus, MeetingType

# Offices whose holders act for a state at an event of which only the states are told.
ACTING = re.compile(
    r"\b(?:president|prime minister|premier|chancellor|king|emir|foreign minister|secretary of state)\b", re.I
)
FORMER = re.compile(r"\b(?:former|ex|vice|deputy|late|opposition)\b", re.I)
# The event of an article stands in its first paragraphs.
LEAD = 2
DAY = 10
# Encounters of many, whose members an article does not all name.
GATHERINGS = frozenset({MeetingType.CONFERENCE, MeetingType.SUMMIT})
MANY = 4
# Plural nouns for those who come to one ("Leaders of 20 states agreed on Thursday …").
MEMBERS = frozenset(
    ("country", "delegate", "delegation", "envoy", "government", "leader", "minister", "nation", "power", "state")
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event of known day: the meeting that it is, if it is one, and its persons and states. At a `wide` one there
    are more than the article names.
    """

    date: str
    meeting: Meeting | None
    persons: frozenset[str]
    states: frozenset[str]
    paragraph: int
    wide: bool = False

    def has(self, entity: Entity) -> bool:
        """Whether a person takes part, himself or as the one who acts for a state that does."""
        if entity.id in self.persons:
            return True
        acts = any(ACTING.search(role) and not FORMER.search(role) for role in entity.roles)
        return entity.kind is Kind.PERSON and entity.country in self.states and acts


class Events:
    """The events of one document: its meetings that were held and have a date, and what its first paragraph reports.

    `main` is what the article reports first: the meeting on the day that its first paragraph tells, else what was then.
    """

    def __init__(self, doc: Document, meetings: Sequence[Meeting]) -> None:
        self._doc = doc
        self._entities = {entity.id: entity for entity in doc.entities}
        held = [meeting for meeting in meetings if meeting.status is MeetingStatus.HELD and meeting.evidence]
        self.all = [self._event(meeting) for meeting in held if meeting.date is not None]
        self._by_paragraph: dict[int, list[int]] = {}
        for n, event in enumerate(self.all):
            self._by_paragraph.setdefault(event.paragraph, []).append(n)
        self.main = self._main_event()

    def told_in(self, *paragraphs: int) -> list[Event]:
        """The events that some paragraphs tell of, in the order of all events."""
        numbers = sorted(n for paragraph in paragraphs for n in self._by_paragraph.get(paragraph, ()))
        return [self.all[n] for n in numbers]

    def paragraph_of(self, span: Span) -> int:
        """The number of the paragraph in which a span begins."""
        inside = self._doc.tokens_in(span)
        return self._doc.sentence_of(min(inside.start, len(self._doc.tokens) - 1)).paragraph

    def _main_event(self) -> Event | None:
        """What the article reports first: the meeting on the day that its first paragraph tells, else what was then."""
        lead = self._lead()
        early = [event for event in self.all if event.paragraph <= LEAD]
        if lead is None:
            return early[0] if early else None
        return next((event for event in early if lead.date in (event.date, event.date[-DAY:])), lead)

    def _event(self, meeting: Meeting) -> Event:
        entities = [self._entities[i] for i in meeting.participants if i in self._entities]
        event = make_event(meeting.date or "", meeting, entities, self.paragraph_of(meeting.evidence[0]))
        return replace(event, wide=meeting.type in GATHERINGS or len(entities) >= MANY)

    def _lead(self) -> Event | None:
        """What the first paragraph, or else the second, reports of a day: the subjects of its sentences take part."""
        doc = self._doc
        time = next((t for t in doc.times if self.is_day_told(t)), None)
        if time is None or self.paragraph_of(time.span) > 1:
            return None
        sentence = doc.sentence_of(time.head)
        named = [
            m.entity for m in doc.mentions_in(sentence.span) if doc.tokens[m.head].dep in ("nsubj", "conj", "pobj")
        ]
        event = make_event(time.value, None, [self._entities[i] for i in named if i in self._entities], 0)
        return replace(event, wide=self._is_of_members(sentence))

    def _is_of_members(self, sentence: Sentence) -> bool:
        """Whether the subject of a sentence is the members of a gathering: "Leaders of 20 states agreed …"."""
        tokens = self._doc.tokens
        members = (i for i in range(sentence.first, sentence.last) if tokens[i].lemma.lower() in MEMBERS)
        return any(tokens[i].tag == "NNS" and tokens[i].dep in ("nsubj", "conj", "ROOT") for i in members)

    def is_day_told(self, time: TimeExpression) -> bool:
        """Whether a time expression is a day on which, as the verb that it hangs on tells, something was done. Where
        the parser found no verb the day alone has to tell.
        """
        doc = self._doc
        today = doc.article.reference_date
        verb = next((i for i in doc.ancestors(time.head) if doc.tokens[i].pos in ("VERB", "AUX")), None)
        if len(time.value) != DAY or verb is None:
            return len(time.value) == DAY and today is not None and time.value <= today
        words = [doc.tokens[verb].tag, *(doc.tokens[c].tag for c in doc.children(verb) if doc.tokens[c].dep == "aux")]
        return "MD" not in words and ("VBD" in words or words[0] == "VBN")


def make_event(date: str, meeting: Meeting | None, entities: Sequence[Entity], paragraph: int) -> Event:
    """The event of these persons and of the states for which none of them acts."""
    persons = [entity for entity in entities if entity.kind is Kind.PERSON]
    acted = {entity.country for entity in persons}
    states = {e.country for e in entities if e.kind is Kind.COUNTRY and e.country is not None} - acted
    return Event(date, meeting, frozenset(entity.id for entity in persons), frozenset(states), paragraph)
