"""What statements are about: policies and meetings whose words lie in the content."""

from __future__ import annotations

from kg.extract.topics import attach_topics
from kg.model.document import Document, Span
from kg.model.facts import (
    Meeting,
    MeetingStatus,
    MeetingType,
    Policy,
    PolicyKind,
    QuoteType,
    Statement,
)
from tests.builders import make_article

TEXT = "Lopez said the accord was dead and the summit in Lima useless. The accord stands."
DOC = Document(article=make_article(TEXT))


def place(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def statement(words: str, about: tuple[str, ...] = ()) -> Statement:
    span = place(words)
    return Statement("Lopez", (span,), words, QuoteType.INDIRECT, "say", (span,), 0.9, about=about, id="s1")


def policy(span: Span, *, mentions: tuple[Span, ...] = (), policy_id: str = "p1") -> Policy:
    return Policy("accord", PolicyKind.TREATY, (span,), 0.9, mentions=mentions, id=policy_id)


def meeting(span: Span) -> Meeting:
    return Meeting(("e1",), MeetingStatus.HELD, MeetingType.SUMMIT, (span,), 0.9, id="m1")


def test_topics_are_policies_and_meetings_in_the_content() -> None:
    said = statement("the accord was dead and the summit in Lima useless", about=("e2",))
    found = attach_topics([said], [policy(place("the accord"))], [meeting(place("the summit in Lima"))], DOC)
    assert found[0].about == ("e2", "p1", "m1")


def test_topics_use_all_mentions_of_a_policy() -> None:
    said = statement("the accord was dead")
    named = policy(place("The accord"), mentions=(place("The accord"), place("the accord")))
    assert attach_topics([said], [named], [], DOC)[0].about == ("p1",)


def test_topics_outside_the_content_are_none() -> None:
    said = statement("the accord was dead")
    found = attach_topics([said], [policy(place("The accord"))], [meeting(place("the summit in Lima"))], DOC)
    assert found == [said]


def test_topics_that_only_touch_the_content_are_none() -> None:
    said = statement("the accord was dead")
    assert attach_topics([said], [], [meeting(place("dead and the summit in Lima"))], DOC)[0].about == ()


def test_topics_are_named_once() -> None:
    said = statement("the accord was dead", about=("p1",))
    assert attach_topics([said], [policy(place("the accord"))], [], DOC)[0].about == ("p1",)
