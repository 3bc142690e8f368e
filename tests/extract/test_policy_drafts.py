"""Policies while their mentions are collected."""

from __future__ import annotations

import pytest

from kg.extract.policy_drafts import Drafts, Reading
from kg.extract.policy_mentions import PolicyMention, Rank
from kg.model.document import Document, Token
from kg.model.facts import PolicyKind, PolicyStatus
from tests.builders import annotate
from tests.extract.test_policies import only


def mention(doc: Document, head: int, **told: object) -> PolicyMention:
    token = doc.tokens[head]
    values: dict[str, object] = {
        "head": head, "span": token.span, "text": token.text, "lemma": token.lower, "kind": PolicyKind.TREATY,
        "refers": frozenset({"treaty"}), "rank": Rank.DESCRIBED, "last": head, **told,
    }  # fmt: skip
    return PolicyMention(**values)  # type: ignore[arg-type]


def reading(doc: Document, head: int, **told: object) -> Reading:
    return Reading(mention(doc, head, **told), (), (), ())


def sentences(number: int) -> Document:
    """A document of one-word sentences."""
    tokens = tuple(Token(i, 2 * i, 2 * i + 1, "a", "a", "NOUN", "NN", "ROOT", i, sentence=i) for i in range(number))
    doc = annotate("Rain fell.")
    return Document(doc.article, tokens=tokens)


def filled(doc: Document, *readings: Reading) -> Drafts:
    drafts = Drafts(doc)
    for one in readings:
        drafts.add(drafts.begin(one), one)
    return drafts


@pytest.mark.model
def test_candidates_share_a_word_or_a_name() -> None:
    doc = sentences(40)
    far = reading(doc, 0, modifiers=frozenset({"fishing"}), text="fishing treaty")
    other = reading(doc, 1, modifiers=frozenset({"water"}), text="water treaty")
    drafts = filled(doc, far, other)
    asked = mention(doc, 30, modifiers=frozenset({"fishing"}), definite=True, text="fishing accord")
    assert [draft.best.text for draft in drafts.candidates(asked)] == ["fishing treaty"]


@pytest.mark.model
def test_a_definite_noun_alone_may_be_any_policy_the_latest_first() -> None:
    doc = sentences(40)
    first = reading(doc, 0, modifiers=frozenset({"fishing"}), text="fishing treaty")
    second = reading(doc, 1, modifiers=frozenset({"water"}), text="water treaty")
    asked = mention(doc, 30, rank=Rank.BARE, definite=True, text="deal")
    assert [draft.order for draft in filled(doc, first, second).candidates(asked)] == [1, 0]


@pytest.mark.model
def test_a_name_may_be_what_was_brought_up_shortly_before() -> None:
    doc = sentences(40)
    drafts = filled(doc, reading(doc, 0, rank=Rank.BARE, text="treaty"))
    named = {"rank": Rank.NAME, "definite": True, "modifiers": frozenset({"lima"}), "text": "Lima Treaty"}
    assert [len(drafts.candidates(mention(doc, at, **named))) for at in (6, 7)] == [1, 0]


@pytest.mark.model
def test_the_best_mention_and_the_weightiest_status_stay() -> None:
    doc = sentences(5)
    one = reading(doc, 0, rank=Rank.NAME, text="Lima Treaty")
    drafts = filled(doc, one)
    draft = next(iter(drafts))
    drafts.add(draft, reading(doc, 1, rank=Rank.BARE, text="deal of all deals"))
    draft.tell(PolicyStatus.ADOPTED)
    draft.tell(PolicyStatus.PROPOSED)
    assert (draft.best.text, draft.status, drafts.at(1)) == ("Lima Treaty", PolicyStatus.ADOPTED, draft)
    assert drafts.at(None) is None
    assert drafts.at(3) is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Chile introduced a ban on Peruvian grapes.", "inForce"),
        ("Chile's government introduced a bill on grapes.", "proposed"),
        ("Chile unveiled a rescue plan for steel.", "planned"),
        ("Chile's government unveiled a bill on grapes.", "proposed"),
    ],
)
def test_what_is_shown_or_brought_in(text: str, status: str) -> None:
    _, policy = only(text)
    assert policy.status == status
