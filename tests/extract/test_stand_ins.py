"""Words that stand for a policy, and those that only look like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.extract.stand_ins import StandIns
from kg.model.document import Document, Span
from kg.model.facts import Policy, PolicyKind, QuoteType, Statement
from tests.builders import parse

pytestmark = pytest.mark.model
LEAD = "The two signed the Lima treaty on Monday. "


def meant(words: str, *, speaker: str | None = None, kind: PolicyKind = PolicyKind.TREATY) -> list[str]:
    doc = parse(LEAD + words)
    start = LEAD.index("the Lima treaty")
    policy = Policy("Lima treaty", kind, (Span(start, start + len("the Lima treaty")),), 0.9, id="p1")
    span = Span(len(LEAD) + words.index(":") + 2, len(LEAD) + len(words))
    statement = Statement("Lopez", (span,), doc.text_of(span), QuoteType.DIRECT, "say", (span,), 0.9, speaker=speaker)
    return StandIns(doc, [policy]).meant_in(statement)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Lopez said: This is peace with dignity.", ["p1"]),
        ("Lopez said: We will fight it in court.", ["p1"]),
        ("Lopez said: The deal is dead.", ["p1"]),
        ("Lopez said: We welcome the signing.", ["p1"]),
        ("Lopez said: It is a great day.", []),
        ("Lopez said: It is good that you came.", []),
        ("Lopez said: The weather is fine.", []),
        ("Lopez said: However long it takes, we stay.", []),
    ],
)
def test_stand_ins_of_a_policy(words: str, expected: list[str]) -> None:
    assert meant(words) == expected


def test_stand_ins_do_not_reach_far_back() -> None:
    assert meant("One sang. One left. Nobody wept. Lopez said: We will remember it in court.") == []


def test_stand_ins_reach_back_where_agreements_are_judged() -> None:
    assert meant("One sang. One left. Nobody wept. Lopez said: We will never ratify it in court.") == ["p1"]


def test_stand_ins_by_the_noun_of_the_policy() -> None:
    lead = "Peru signed a lease of the port with Chile. "
    words = "Lopez said: The lease is a sin, and no lease of life is long."
    doc = parse(lead + words)
    start = lead.index("lease of")
    policy = Policy("lease", PolicyKind.OTHER, (Span(start, start + len("lease of the port")),), 0.9, id="p1")
    for content, expected in (("The lease is a sin", ["p1"]), ("no lease of life is long", [])):
        span = Span((lead + words).index(content), (lead + words).index(content) + len(content))
        statement = Statement("Lopez", (span,), content, QuoteType.DIRECT, "say", (span,), 0.9)
        assert StandIns(doc, [policy]).meant_in(statement) == expected


def test_stand_ins_without_policies_are_none() -> None:
    doc = replace(Document(article=parse("It stands.").article))
    span = Span(0, 2)
    statement = Statement("Lopez", (span,), "It", QuoteType.DIRECT, "say", (span,), 0.9)
    assert StandIns(doc, []).meant_in(statement) == []
