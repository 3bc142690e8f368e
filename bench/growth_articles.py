"""Articles from templates, with a fixed seed, and what a perfect extractor would find in them.

An article is some 700 words: meetings, policies and statements of persons and states that come back in other articles,
few of them often and most of them seldom, as in the news. The same number gives the same article, whatever was made
before it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kg.authority import Authority
from kg.model.document import Article, Form, Mention, Span
from kg.model.entities import Entity, Kind
from kg.model.extraction import Extraction
from kg.model.facts import (
    Meeting,
    MeetingStatus,
    MeetingType,
    Policy,
    PolicyKind,
    PolicyStatus,
    QuoteType,
    Statement,
)

SEED = 20
FIRST_DAY = date(2001, 1, 1)
DAYS = 8_000
SYLLABLES = ("ba", "den", "fo", "gar", "hel", "jo", "kas", "lin", "mor", "nev", "ol", "per", "ros", "sel", "tam", "vik")
ROLES = ("foreign minister", "prime minister", "defence minister", "president", "trade envoy", "spokeswoman")
SUBJECTS = (
    "border trade",
    "gas transit",
    "fishing rights",
    "prisoner exchanges",
    "arms control",
    "river dams",
    "visas",
)


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


NOUNS = _words(
    "harbour quota audit tariff village archive pipeline signature ceremony clinic bridge orchard mandate turbine",
    "ferry customs ledger parish quarry timber canal census dispute embassy forecast garrison hospital inquiry journey",
    "kiln lighthouse market notice observer petition quay railway survey treaty university valley warehouse yard",
)
ADJECTIVES = _words(
    "northern costly patient hidden regional careful late public narrow open older steady joint minor annual foreign",
    "local modest urgent former common distant fair gradual honest legal mutual ordinary partial quiet",
)
VERBS = _words(
    "delays protects divides explains replaces supports limits follows repairs includes doubts covers favours reaches",
    "carries opens weakens prepares shares settles tests serves needs keeps",
)
LINKS = ("while", "because", "although", "so that", "before", "unless", "where", "since")


@dataclass(slots=True)
class Draft:
    """A text under way, with what stands in it where."""

    text: str = ""
    entities: dict[str, Entity] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def add(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))

    def name(self, kind: Kind, name: str, country: str | None, role: str = "") -> str:
        """Write a name; gives the id of its entity."""
        known = self.entities.get(name)
        if known is None:
            number = len(self.entities) + 1
            known = Entity(id=f"e{number}", kind=kind, name=name, country=country, roles=(role,) if role else ())
            self.entities[name] = known
        self.mentions.append(Mention(self.add(name), name, known.id, Form.NAME, 0))
        return known.id


class Templates:
    """Makes articles by number.

    Args:
        authority: Where the names of the states come from.
        persons: How many persons there are in all.
    """

    def __init__(self, authority: Authority, *, persons: int = 20_000) -> None:
        self._states = [(record.label, record.iso2) for record in authority.countries if record.iso3][:120]
        self._persons = persons

    def record(self, number: int) -> dict[str, str]:
        """An article as a record of a JSON Lines file."""
        draft, day = self._draft(number)
        return {
            "url": f"https://news.example/{number}",
            "title": f"Report {number} from the talks",
            "date": day.isoformat(),
            "publisher": f"Paper {number % 40}",
            "text": draft.text,
        }

    def extraction(self, article: Article) -> Extraction:
        """What is in the article, which was read from its record."""
        number = int((article.url or "").rpartition("/")[2])
        draft, _ = self._draft(number)
        offset = article.text.index(draft.text)
        return _shifted(article, draft, offset)

    def _draft(self, number: int) -> tuple[Draft, date]:
        random_ = random.Random(SEED * 1_000_003 + number)
        day = FIRST_DAY + timedelta(days=random_.randrange(DAYS))
        draft = Draft()
        for paragraph in range(4):
            if paragraph:
                draft.add("\n\n")
            self._paragraph(draft, random_, day)
        return draft, day

    def _paragraph(self, draft: Draft, random_: random.Random, day: date) -> None:
        (first, code), (second, other) = random_.sample(self._states, 2)
        role, subject = random_.choice(ROLES), random_.choice(SUBJECTS)
        start = len(draft.text)
        draft.add(f"The {role} of ")
        draft.name(Kind.COUNTRY, first, code)
        draft.add(", ")
        one = draft.name(Kind.PERSON, self._person(random_), code, role)
        draft.add(", met ")
        two = draft.name(Kind.PERSON, self._person(random_), other)
        draft.add(" of ")
        draft.name(Kind.COUNTRY, second, other)
        held = day - timedelta(days=random_.randrange(1, 9))
        span = Span(start, draft.add(f" on {held:%d %B} for talks on {subject}.").end)
        meeting = Meeting((one, two), MeetingStatus.HELD, MeetingType.TALKS, (span,), 0.9, date=held.isoformat())
        draft.meetings.append(meeting)
        self._policy(draft, random_, first, code, subject)
        for speaker in (one, two, one):
            _say(draft, random_, speaker, subject)
        for _ in range(2):
            draft.add(f" {_clauses(random_, 2).capitalize()}.")

    def _policy(self, draft: Draft, random_: random.Random, state: str, code: str, subject: str) -> None:
        draft.add(" ")
        start = len(draft.text)
        actor = draft.name(Kind.COUNTRY, state, code)
        label = f"{subject.title()} Agreement of {random_.randrange(1960, 2020)}"
        draft.add(" has adopted the ")
        named = draft.add(label)
        span = Span(start, draft.add(".").end)
        draft.policies.append(
            Policy(
                label,
                PolicyKind.TREATY,
                (span,),
                0.9,
                actors=(actor,),
                status=PolicyStatus.ADOPTED,
                mentions=(named,),
            )
        )

    def _person(self, random_: random.Random) -> str:
        """A person: few are named often, most of them seldom."""
        rank = int(self._persons ** random_.random())
        syllables = [SYLLABLES[(rank >> shift) % len(SYLLABLES)] for shift in (0, 4, 8, 12)]
        return f"{''.join(syllables[:2]).capitalize()} {''.join(syllables[1:]).capitalize()}"


def _clauses(random_: random.Random, number: int) -> str:
    """Clauses of random words: no two articles are near copies of one another, as templates alone would make them."""
    clauses = [
        f"the {random_.choice(ADJECTIVES)} {random_.choice(NOUNS)} of the {random_.choice(NOUNS)} "
        f"{random_.choice(VERBS)} a {random_.choice(ADJECTIVES)} {random_.choice(NOUNS)}"
        for _ in range(number)
    ]
    return f" {random_.choice(LINKS)} ".join(clauses)


def _say(draft: Draft, random_: random.Random, speaker: str, subject: str) -> None:
    entity = next(each for each in draft.entities.values() if each.id == speaker)
    draft.add(' "')
    start = len(draft.text) - 1
    content = draft.add(f"On {subject} {_clauses(random_, 3)}")
    draft.add('," ')
    before = len(draft.text)
    draft.name(entity.kind, entity.name, entity.country)
    named = Span(before, len(draft.text))
    draft.add(" ")
    cue = draft.add("said")
    span = Span(start, draft.add(".").end)
    words = draft.text[content.start : content.end]
    draft.statements.append(
        Statement(
            entity.name,
            (content,),
            words,
            QuoteType.DIRECT,
            "say",
            (span,),
            0.9,
            speaker=speaker,
            speaker_span=named,
            cue_span=cue,
        )
    )


def _shifted(article: Article, draft: Draft, offset: int) -> Extraction:
    """The draft's facts where the text of the article as read has them."""

    def spans(given: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(_moved(span, offset) for span in given)

    return Extraction(
        article,
        tuple(draft.entities.values()),
        tuple(replace(mention, span=_moved(mention.span, offset)) for mention in draft.mentions),
        tuple(replace(m, evidence=spans(m.evidence), id=f"m{i}") for i, m in enumerate(draft.meetings, 1)),
        tuple(
            replace(p, evidence=spans(p.evidence), mentions=spans(p.mentions), id=f"p{i}")
            for i, p in enumerate(draft.policies, 1)
        ),
        tuple(_statement(s, offset, i) for i, s in enumerate(draft.statements, 1)),
    )


def _statement(said: Statement, offset: int, number: int) -> Statement:
    assert said.speaker_span is not None
    assert said.cue_span is not None
    return replace(
        said,
        content=tuple(_moved(span, offset) for span in said.content),
        evidence=tuple(_moved(span, offset) for span in said.evidence),
        speaker_span=_moved(said.speaker_span, offset),
        cue_span=_moved(said.cue_span, offset),
        id=f"s{number}",
    )


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def records(templates: Templates, size: int) -> Iterator[dict[str, str]]:
    """The records of the first articles."""
    for number in range(size):
        yield templates.record(number)
