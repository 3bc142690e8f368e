"""Statements: at which meeting and on which day they were made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.annotate.quotes import find_quotes
from kg.config import Settings
from kg.extract.occasions import set_occasions
from kg.extract.statements import StatementExtractor
from kg.lexicon import Lexicon
from kg.model.document import Form, Mention, TimeExpression
from kg.model.entities import Entity, Kind
from kg.model.facts import Meeting, MeetingStatus, MeetingType
from tests.builders import parse

pytestmark = pytest.mark.model
LEAD = "Lopez and Smith signed the pact in Lima on Monday. "
LOPEZ = Entity("e1", Kind.PERSON, "Maria Lopez", country="PE")
SMITH = Entity("e2", Kind.PERSON, "Ann Smith", country="CL")
COLE = Entity("e3", Kind.PERSON, "Cole", roles=("president",), country="US")
NAMES = {"Lopez": LOPEZ, "Smith": SMITH, "Cole": COLE}
DAYS = {"Monday": "2010-05-10", "Tuesday": "2010-05-11"}


def placed(
    text: str, *, status: MeetingStatus = MeetingStatus.HELD, type: MeetingType = MeetingType.CEREMONY
) -> list[tuple[str | None, str | None]]:
    """Date and occasion of each statement after the lead, which tells of meeting m1 on Monday."""
    doc = find_quotes(parse(LEAD + text))
    named = [token for token in doc.tokens if token.text in NAMES]
    mentions = tuple(Mention(t.span, t.text, NAMES[t.text].id, Form.NAME, t.i) for t in named)
    times = tuple(TimeExpression(t.span, t.text, DAYS[t.text], t.i) for t in doc.tokens if t.text in DAYS)
    doc = replace(doc, mentions=mentions, times=times, entities=(LOPEZ, SMITH, COLE))
    evidence = doc.sentences[0].span
    meeting = Meeting(("e1", "e2"), status, type, (evidence,), 0.9, date="2010-05-10", id="m1")
    found = StatementExtractor(Lexicon(Settings().data_dir / "gazetteer"))(doc)
    return [(statement.date, statement.occasion) for statement in set_occasions(found, [meeting], doc)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lopez told the guests the war was over.", ("2010-05-10", "m1")),
        ("Cole told the guests the war was over.", ("2010-05-10", "m1")),
        ("At the ceremony Cole said the war was over.", ("2010-05-10", "m1")),
        ("In a joint statement they said the war was over.", ("2010-05-10", "m1")),
        ("After the signing Cole flew home and said the war was over.", ("2010-05-10", "m1")),
        ("Lopez said the war was over.", ("2010-05-10", "m1")),
        ("“The war is over,” Cole said.", ("2010-05-10", "m1")),
        ("Cole said the war was over.", (None, None)),
        ("In Washington, Lopez said the war was over.", (None, None)),
        ("Lopez has said the war is over.", (None, None)),
        ("Lopez had said the war was over.", (None, None)),
        ("On Tuesday Lopez said the war was over.", ("2010-05-11", None)),
        ("Cole welcomed the signing.", (None, None)),
        ("Lopez hailed the signing.", ("2010-05-10", "m1")),
        ("On Tuesday Cole flew home. Cole said the war was over.", ("2010-05-11", None)),
        ("On Tuesday Cole flew home. Smith flew to Rome. In Rome, Cole said it was over.", (None, None)),
        ("In the accord the parties pledge to leave the port.", ("2010-05-10", "m1")),
        ("The parties say the port is safe.", (None, None)),
    ],
)
def test_occasions_of_statements(text: str, expected: tuple[str | None, str | None]) -> None:
    assert placed(text) == [expected]


def test_occasions_hold_for_an_answer_and_a_speech_that_goes_on() -> None:
    found = placed("Lopez told the guests the war was over. Cole replied that it was. “It is over,” he added.")
    assert found == [("2010-05-10", "m1")] * 3


def test_occasions_are_only_meetings_that_were_held() -> None:
    assert [occasion for _, occasion in placed("Lopez told the guests it was over.", status=MeetingStatus.PLANNED)] == [
        None
    ]


def test_occasions_without_statements_are_none() -> None:
    assert set_occasions([], [], parse("Nobody wept.")) == []


def test_occasions_of_a_summit_are_those_of_its_unlisted_guests_too() -> None:
    assert placed("Cole said the war was over.", type=MeetingType.SUMMIT) == [("2010-05-10", "m1")]
    assert placed("A diplomat said the war was over.", type=MeetingType.SUMMIT) == [(None, None)]
