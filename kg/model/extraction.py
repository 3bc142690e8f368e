"""All that was extracted from one article, and its JSON form (the contract of `kg extract`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.model.document import Article, Form, Mention, Span
from kg.model.entities import Entity, Kind
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

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Maker:
    """What made an extraction: program and version, language model, digest of word lists and settings. No time."""

    name: str
    version: str
    model: str = ""
    settings: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The facts of one article. Plain and picklable: what a worker hands back, and what is kept beside the store."""

    article: Article
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    policies: tuple[Policy, ...] = ()
    statements: tuple[Statement, ...] = ()

    def to_json(self) -> Json:
        """The object that `kg extract` prints for the article."""
        return {
            "article": _article_json(self.article),
            "entities": [_entity_json(entity) for entity in self.entities],
            "mentions": [_mention_json(mention) for mention in self.mentions],
            "meetings": [_meeting_json(meeting) for meeting in self.meetings],
            "policies": [_policy_json(policy) for policy in self.policies],
            "statements": [_statement_json(statement) for statement in self.statements],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Extraction:
        """The inverse of `to_json`; KeyError or ValueError where the object does not have that form."""
        return cls(
            article=_article(value["article"]),
            entities=tuple(_entity(entity) for entity in value["entities"]),
            mentions=tuple(_mention(mention) for mention in value["mentions"]),
            meetings=tuple(_meeting(meeting) for meeting in value["meetings"]),
            policies=tuple(_policy(policy) for policy in value["policies"]),
            statements=tuple(_statement(statement) for statement in value["statements"]),
        )


def _pairs(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def _span(pair: list[int] | None) -> Span | None:
    return None if pair is None else Span(pair[0], pair[1])


def _article_json(article: Article) -> Json:
    return {
        "id": article.id,
        "url": article.url,
        "headline": article.headline,
        "date": article.date,
        "dateline": article.dateline,
        "published": article.published,
        "date_precision": article.date_precision,
        "date_source": article.date_source,
        "modified": article.modified,
        "section": article.section,
        "publisher": article.publisher,
        "author": article.author,
        "language": article.language,
        "source": article.source,
        "text": article.text,
        "body": _pairs(article.body),
    }


def _article(value: Json) -> Article:
    return Article(
        id=value["id"],
        text=value["text"],
        body=_spans(value["body"]),
        headline=value["headline"],
        date=value["date"],
        url=value["url"],
        publisher=value["publisher"],
        author=value["author"],
        language=value["language"],
        source=value["source"],
        dateline=value.get("dateline"),
        published=value.get("published"),
        date_source=value.get("date_source"),
        modified=value.get("modified"),
        section=value.get("section"),
    )


def _entity_json(entity: Entity) -> Json:
    return {
        "id": entity.id,
        "kind": entity.kind.value,
        "name": entity.name,
        "qid": entity.qid,
        "link_score": entity.link_score,
        "country": entity.country,
        "roles": list(entity.roles),
        "aliases": list(entity.aliases),
        "gender": entity.gender,
        "iri": entity.iri,
    }


def _entity(value: Json) -> Entity:
    return Entity(
        id=value["id"],
        kind=Kind(value["kind"]),
        name=value["name"],
        country=value["country"],
        roles=tuple(value["roles"]),
        aliases=tuple(value["aliases"]),
        gender=value["gender"],
        qid=value["qid"],
        link_score=value["link_score"],
        iri=value["iri"],
    )


def _mention_json(mention: Mention) -> Json:
    return {
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.text,
        "entity": mention.entity,
        "form": mention.form.value,
        "head": mention.head,
    }


def _mention(value: Json) -> Mention:
    return Mention(
        span=Span(value["start"], value["end"]),
        text=value["text"],
        entity=value["entity"],
        form=Form(value["form"]),
        head=value["head"],
    )


def _meeting_json(meeting: Meeting) -> Json:
    return {
        "id": meeting.id,
        "participants": list(meeting.participants),
        "date": meeting.date,
        "place": meeting.place,
        "country": meeting.country,
        "status": meeting.status.value,
        "type": meeting.type.value,
        "about": list(meeting.about),
        "evidence": _pairs(meeting.evidence),
        "confidence": meeting.confidence,
    }


def _meeting(value: Json) -> Meeting:
    return Meeting(
        id=value["id"],
        participants=tuple(value["participants"]),
        date=value["date"],
        place=value["place"],
        country=value["country"],
        status=MeetingStatus(value["status"]),
        type=MeetingType(value["type"]),
        about=tuple(value["about"]),
        evidence=_spans(value["evidence"]),
        confidence=value["confidence"],
    )


def _policy_json(policy: Policy) -> Json:
    return {
        "id": policy.id,
        "label": policy.label,
        "aliases": list(policy.aliases),
        "actors": list(policy.actors),
        "targets": list(policy.targets),
        "kind": policy.kind.value,
        "status": policy.status.value if policy.status else None,
        "date": policy.date,
        "mentions": _pairs(policy.mentions),
        "evidence": _pairs(policy.evidence),
        "confidence": policy.confidence,
    }


def _policy(value: Json) -> Policy:
    return Policy(
        id=value["id"],
        label=value["label"],
        aliases=tuple(value["aliases"]),
        actors=tuple(value["actors"]),
        targets=tuple(value["targets"]),
        kind=PolicyKind(value["kind"]),
        status=PolicyStatus(value["status"]) if value["status"] else None,
        date=value["date"],
        mentions=_spans(value["mentions"]),
        evidence=_spans(value["evidence"]),
        confidence=value["confidence"],
    )


def _statement_json(statement: Statement) -> Json:
    return {
        "id": statement.id,
        "speaker": statement.speaker,
        "speaker_text": statement.speaker_text,
        "speaker_span": _pair(statement.speaker_span),
        "content": _pairs(statement.content),
        "text": statement.text,
        "type": statement.type.value,
        "cue": statement.cue,
        "cue_span": _pair(statement.cue_span),
        "addressee": statement.addressee,
        "about": list(statement.about),
        "stance": statement.stance.value if statement.stance else None,
        "date": statement.date,
        "occasion": statement.occasion,
        "evidence": _pairs(statement.evidence),
        "confidence": statement.confidence,
    }


def _statement(value: Json) -> Statement:
    return Statement(
        id=value["id"],
        speaker=value["speaker"],
        speaker_text=value["speaker_text"],
        speaker_span=_span(value["speaker_span"]),
        content=_spans(value["content"]),
        text=value["text"],
        type=QuoteType(value["type"]),
        cue=value["cue"],
        cue_span=_span(value["cue_span"]),
        addressee=value["addressee"],
        about=tuple(value["about"]),
        stance=Stance(value["stance"]) if value["stance"] else None,
        date=value["date"],
        occasion=value["occasion"],
        evidence=_spans(value["evidence"]),
        confidence=value["confidence"],
    )
