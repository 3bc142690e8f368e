from __future__ import annotations

import json

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

TEXT = "Okafor met Silva in Accra. “Peace,” she said."

FULL = Extraction(
    article=Article(id="a-1", text=TEXT, body=(Span(0, len(TEXT)),), date="2010-05-12", source="a.txt"),
    entities=(Entity("e1", Kind.PERSON, "Ada Okafor", country="NG", roles=("minister",), qid=None, gender="f"),),
    mentions=(Mention(Span(0, 6), "Okafor", "e1", Form.NAME, 0),),
    meetings=(
        Meeting(
            ("e1",), MeetingStatus.HELD, MeetingType.TALKS, (Span(0, 26),), 0.9, date="2010-05", place="Accra", id="m1"
        ),
    ),
    policies=(
        Policy(
            "Accra accord",
            PolicyKind.TREATY,
            (Span(0, 5),),
            0.5,
            status=PolicyStatus.IN_FORCE,
            mentions=(Span(1, 2),),
            id="p1",
        ),
    ),
    statements=(
        Statement(
            speaker_text="she",
            content=(Span(28, 33),),
            text="Peace",
            type=QuoteType.DIRECT,
            cue="say",
            evidence=(Span(27, 45),),
            confidence=0.8,
            speaker="e1",
            speaker_span=Span(36, 39),
            cue_span=Span(40, 44),
            about=("p1",),
            stance=Stance.SUPPORTS,
            id="s1",
        ),
    ),
)


def test_extraction_survives_json_unchanged() -> None:
    assert Extraction.from_json(json.loads(json.dumps(FULL.to_json()))) == FULL


def test_extraction_json_has_the_keys_of_the_contract() -> None:
    value = FULL.to_json()
    wanted = {
        "article": {"id", "url", "headline", "date", "publisher", "author", "language", "source", "text", "body"},
        "entities": {"id", "kind", "name", "qid", "link_score", "country", "roles", "iri"},
        "mentions": {"start", "end", "text", "entity", "form"},
        "meetings": {
            "id", "participants", "date", "place", "country", "status", "type", "about", "evidence", "confidence",
        },
        "policies": {"id", "label", "aliases", "actors", "targets", "kind", "status", "date", "evidence", "confidence"},
        "statements": {
            "id", "speaker", "speaker_text", "content", "text", "type", "cue", "addressee", "about", "stance", "date",
            "evidence", "confidence",
        },
    }  # fmt: skip
    assert wanted["article"] <= set(value["article"])
    for name in ("entities", "mentions", "meetings", "policies", "statements"):
        assert wanted[name] <= set(value[name][0]), name
