"""A small article with its annotation, and extractions made from annotations instead of by the pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any

from kg.authority import Authority
from kg.config import Settings
from kg.evaluate.cases import Case, NameBook
from kg.evaluate.gold import GoldArticle, GoldMeeting, GoldPolicy, GoldStatement
from kg.evaluate.goldfiles import parse_gold
from kg.evaluate.layers import Layers
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
    Stance,
    Statement,
)

TEXT = """Ministers meet in Lima

Foreign Minister Ana Soto of Peru met her Chilean counterpart, Luis Vega, in Lima on Tuesday.
They signed the Pacific Fishing Accord.

"The border," Ms. Soto told the Andean Community, "must stay open." Mr. Vega said that Chile would keep its promise.
A Western diplomat called the accord a gift. Mr. Vega is to visit Cusco in June. A call planned for Friday was dropped.
He denied that he had met the rebels.

Read also: Norway's Kari Lund visits Oslo
"""

GOLD: dict[str, Any] = {
    "id": "lima",
    "input": "lima.txt",
    "headline": "Ministers meet in Lima",
    "body_first": "Foreign Minister Ana Soto",
    "body_last": "met the rebels",
    "boilerplate": ["Read also"],
    "persons": [
        {
            "name": "Ana Soto",
            "country": "PE",
            "roles": ["Foreign Minister"],
            "mentions": ["Ana Soto", "Soto"],
            "qid": "Q1",
        },
        {"name": "Luis Vega", "country": "CL", "roles": ["counterpart"], "mentions": ["Luis Vega", "Vega"]},
    ],
    "countries": ["PE", "CL"],
    "country_mentions": {"PE": ["Peru"], "CL": ["Chilean", "Chile"]},
    "organizations": [{"name": "Andean Community", "aliases": ["Andean Community"]}],
    "meetings": [
        {
            "participants": ["Ana Soto", "Luis Vega"],
            "countries": ["PE", "CL"],
            "date": "2010-05-11",
            "place": "Lima",
            "country": "PE",
            "status": "held",
            "type": "talks",
            "evidence": "met her Chilean counterpart, Luis Vega, in Lima on Tuesday",
        },
        {
            "participants": ["Luis Vega"],
            "countries": ["CL"],
            "date": "2010-06",
            "place": "Cusco",
            "country": "PE",
            "status": "planned",
            "type": "visit",
            "evidence": "Mr. Vega is to visit Cusco in June",
        },
    ],
    "not_meetings": ["A call planned for Friday was dropped", "he had met the rebels"],
    "policies": [
        {
            "label": "Pacific Fishing Accord",
            "aliases": ["the accord"],
            "actors": ["PE", "CL"],
            "targets": [],
            "kind": "treaty",
            "status": "adopted",
            "evidence": "They signed the Pacific Fishing Accord",
        }
    ],
    "statements": [
        {
            "speaker": "Ana Soto",
            "text": "The border",
            "type": "direct",
            "addressee": "Andean Community",
            "about": [],
            "evidence": '"The border," Ms. Soto told the Andean Community, "must stay open."',
            "group": "q1",
        },
        {
            "speaker": "Ana Soto",
            "text": "must stay open",
            "type": "direct",
            "addressee": "Andean Community",
            "about": [],
            "evidence": '"The border," Ms. Soto told the Andean Community, "must stay open."',
            "group": "q1",
        },
        {
            "speaker": "Luis Vega",
            "text": "Chile would keep its promise",
            "type": "indirect",
            "about": ["CL"],
            "evidence": "Mr. Vega said that Chile would keep its promise",
        },
        {
            "speaker": None,
            "unnamed": True,
            "speaker_surface": "A Western diplomat",
            "text": "the accord a gift",
            "type": "indirect",
            "about": ["Pacific Fishing Accord"],
            "stance": "supports",
            "evidence": "A Western diplomat called the accord a gift",
        },
    ],
    "not_statements": ["Pacific Fishing Accord"],
}


@cache
def name_book() -> NameBook:
    """The names of the installation's authority."""
    return NameBook(Authority.load(Settings().data_dir / "authority"))


def parse(**changes: Any) -> GoldArticle:
    """The small annotation, with other values for some keys."""
    return next(parse_gold({**GOLD, **changes}, "lima.json"))


def article(text: str = TEXT) -> Article:
    return Article(id="test", text=text, body=(Span(0, len(text)),), source="lima.txt")


def case(gold: GoldArticle, extraction: Extraction) -> Case:
    return Case.build(gold, extraction, name_book())


def span_of(phrase: str, text: str = TEXT) -> Span:
    """Where a phrase first stands."""
    start = text.index(phrase)
    return Span(start, start + len(phrase))


def echo(gold: GoldArticle, source: Article | None = None) -> Extraction:
    """The extraction that says just what the annotation says."""
    return _Echo(gold, source or article()).extraction()


class _Echo:
    def __init__(self, gold: GoldArticle, source: Article) -> None:
        self._gold = gold
        self._source = source
        self._layers = Layers(gold, source.text)
        self._numbers = count(1)
        # Optional ones too: a statement may be about one.
        self._policies = {policy.label: f"p{n}" for n, policy in enumerate(gold.policies, 1)}
        self._ids: dict[str, str] = {}
        self._entities: list[Entity] = []
        self._mentions: list[Mention] = []

    def extraction(self) -> Extraction:
        for person in self._gold.persons:
            if not person.optional:
                made = Entity(
                    "", Kind.PERSON, person.name, person.countries[0], person.roles, qid=person.qid, link_score=0.9
                )
                self._add(person.name, made, person.mentions)
        for body in self._gold.organizations:
            self._add(body.name, Entity("", Kind.ORGANIZATION, body.name, body.country), body.aliases)
        for code, forms in self._gold.country_words:
            self._add(code, Entity("", Kind.COUNTRY, code, code), forms)
        meetings = [self._meeting(meeting) for meeting in self._gold.meetings if not meeting.optional]
        policies = [self._policy(policy) for policy in self._gold.policies]
        statements = [self._statement(statement) for statement in self._gold.statements if not statement.optional]
        return Extraction(
            self._source,
            tuple(self._entities),
            tuple(self._mentions),
            tuple(meetings),
            tuple(policies),
            tuple(statements),
        )

    def _add(self, name: str, made: Entity, forms: tuple[str, ...]) -> None:
        id_ = self._ids[name] = f"e{next(self._numbers)}"
        fields = {field: getattr(made, field) for field in ("kind", "name", "country", "roles", "qid", "link_score")}
        self._entities.append(Entity(id=id_, **fields))
        for form in forms:
            for place in self._layers.text.find(form):
                span = self._layers.text.span_of(place)
                assert span
                if not self._layers.is_boilerplate(frozenset(place)):
                    self._mentions.append(Mention(span, form, id_, Form.NAME, 0))

    def _id(self, name: str) -> str:
        """The entity of a name; one without mentions is made where the article only implies it."""
        code = name_book().code(name) or name
        key = name if name in self._ids else code
        if key not in self._ids:
            kind = Kind.COUNTRY if len(key) == 2 else Kind.PERSON
            self._add(key, Entity("", kind, key, key if kind is Kind.COUNTRY else None), ())
        return self._ids[key]

    def _spans(self, *evidence: str | None) -> tuple[Span, ...]:
        found = (self._layers.text.span_of(self._layers.place(evidence=words)) for words in evidence)
        return tuple(span for span in found if span)

    def _meeting(self, gold: GoldMeeting) -> Meeting:
        parties = (*gold.persons[0], *gold.states[0], *gold.organizations)
        return Meeting(
            participants=tuple(dict.fromkeys(self._id(name) for name in parties)),
            status=MeetingStatus(gold.statuses[0]),
            type=MeetingType(gold.types[0]),
            evidence=self._spans(gold.evidence[0]),
            confidence=0.9,
            date=gold.dates[0],
            place=gold.places[0],
            country=gold.countries[0],
        )

    def _policy(self, gold: GoldPolicy) -> Policy:
        return Policy(
            id=self._policies[gold.label],
            label=gold.label,
            aliases=gold.aliases,
            kind=PolicyKind(gold.kinds[0]),
            evidence=self._spans(gold.evidence),
            confidence=0.9,
            actors=tuple(self._id(name) for name in gold.actors[0]),
            targets=tuple(self._id(name) for name in gold.targets[0]),
            status=PolicyStatus(gold.statuses[0]) if gold.statuses else None,
        )

    def _statement(self, gold: GoldStatement) -> Statement:
        content = self._layers.text.span_of(self._layers.place(evidence=gold.evidence, text=gold.text))
        return Statement(
            speaker_text=gold.source or "",
            content=(content,) if content else (),
            text=gold.text,
            type=QuoteType(gold.type or "indirect"),
            cue="say",
            evidence=self._spans(gold.evidence),
            confidence=0.9,
            speaker=self._id(gold.speakers[0]) if gold.speakers else None,
            addressee=self._id(gold.addressees[0]) if gold.addressees else None,
            about=tuple(self._topics(gold)),
            stance=Stance(gold.stance) if gold.stance else None,
            date=gold.dates[0],
        )

    def _topics(self, gold: GoldStatement) -> Iterator[str]:
        for topic in gold.about:
            yield self._policies.get(topic) or self._id(topic)
