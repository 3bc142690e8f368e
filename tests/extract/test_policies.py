"""Policies: what names, describes or tells one, who makes it, whom it concerns, and where it stands."""

from __future__ import annotations

import pytest

from kg.model.document import Document
from kg.model.facts import Policy
from tests.builders import annotate, shared_pipeline

pytestmark = pytest.mark.model


def policies(text: str) -> tuple[Document, list[Policy]]:
    doc = annotate(text)
    return doc, shared_pipeline().extract_policies(doc)


def only(text: str) -> tuple[Document, Policy]:
    doc, found = policies(text)
    assert len(found) == 1, [policy.label for policy in found]
    return doc, found[0]


def names(doc: Document, ids: tuple[str, ...]) -> list[str]:
    return sorted(doc.entity(entity).name for entity in ids)


@pytest.mark.parametrize(
    ("text", "label", "kind", "status"),
    [
        ("Peru and Chile signed a maritime boundary treaty.", "maritime boundary treaty", "treaty", "adopted"),
        ("Peru and Chile will sign a trade agreement next week.", "Peru–Chile trade agreement", "treaty", "planned"),
        ("Parliament ratified the Lisbon Treaty on Monday.", "Lisbon Treaty", "treaty", "inForce"),
        ("Parliament has yet to ratify the Lisbon Treaty.", "Lisbon Treaty", "treaty", "adopted"),
        ("The United States imposed an arms embargo on Chile in May.", "arms embargo on Chile", "sanction", "inForce"),
        ("The United States could lift its arms embargo on Chile.", "arms embargo on Chile", "sanction", "inForce"),
        ("Congress repealed the Smith-Jones Act in 1999.", "Smith-Jones Act", "law", "repealed"),
        ("Chile withdrew from the Andean Pact in 1976.", "Andean Pact", "treaty", "withdrawn"),
        ("The Security Council adopted Resolution 1441 on Friday.", "Resolution 1441", "resolution", "adopted"),
        (
            "Norway pledged 50 million dollars in aid to Mali.",
            "50 million dollars in aid to Mali",
            "programme",
            "planned",
        ),
        ("The truce in Yemen lapsed in October.", "truce in Yemen", "ceasefire", "repealed"),
        ("The accord of 1998 entered into force in May.", "accord of 1998", "treaty", "inForce"),
    ],
)
def test_policy_label_kind_and_status(text: str, label: str, kind: str, status: str) -> None:
    _, policy = only(text)
    assert (policy.label, policy.kind, policy.status) == (label, kind, status)


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("Peru and Chile signed a treaty on Monday.", "Peru–Chile treaty", "treaty"),
        ("Peru and Chile signed a declaration.", "Peru–Chile declaration", "doctrine"),
        ("Mali said that the embargo had to end.", "embargo", "sanction"),
        ("Peru and Chile will restore diplomatic relations.", "restoration of diplomatic relations", "treaty"),
        ("Peru and Chile agreed to open consulates.", "opening of consulates", "other"),
        ("Peru expelled two Chilean diplomats.", "expulsion of two Chilean diplomats", "other"),
        ("Norway recognised Kosovo in March.", "recognition of Kosovo", "doctrine"),
        ("Peru and Chile will set up a nature park in the north.", "nature park in the north", "programme"),
        ("Peru will amend the constitution.", "amendment of constitution", "law"),
        ("French troops must leave Mali.", "French troops must leave", "defence"),
    ],
)
def test_policy_without_words_of_its_own_or_told_by_a_verb(text: str, label: str, kind: str) -> None:
    _, policy = only(text)
    assert (policy.label, policy.kind) == (label, kind)


@pytest.mark.parametrize(
    ("text", "actors", "targets"),
    [
        ("The maritime boundary treaty was signed by Peru and Chile.", ["Chile", "Peru"], []),
        ("A maritime treaty between Peru and Chile was signed on Monday.", ["Chile", "Peru"], []),
        ("A truce that Peru and Chile signed in June broke down.", ["Chile", "Peru"], []),
        ("LIMA, Dec 8 (West Coast Agency) - Peru and Chile signed a fishing treaty.", ["Chile", "Peru"], []),
        ("U.S. sanctions against Sudan remain in place.", ["United States"], ["Sudan"]),
        ("The United States imposed an arms embargo on Chile.", ["United States"], ["Chile"]),
        ("Sudan criticised the American plan to deploy missiles in Chad.", ["United States"], []),
        ("The Hyde Act of 2006 bars Washington from selling arms.", ["United States"], []),
    ],
)
def test_policy_actors_and_targets(text: str, actors: list[str], targets: list[str]) -> None:
    doc, policy = only(text)
    assert names(doc, policy.actors) == actors
    assert [target for target in names(doc, policy.targets) if target in targets] == targets


@pytest.mark.parametrize(
    "text",
    [
        "The minister has a good deal of experience.",
        "He defended the rule of law and international law.",
        "The plan failed.",
        "They met to conclude a deal.",
        "The deal was praised by nobody.",
        "A walk through the city was dropped from his programme.",
        "He promised to stop a bad deal.",
        "Chile must ask before it makes any security agreement.",
        "Norway will never recognise a company.",
        "The balance of power shifted after the act of terrorism.",
        "Bill Smith plans to act.",
        "Labor policy experts met in Lima.",
        "He entered the debate with a game plan.",
        "The North Atlantic Treaty Organization met on Monday.",
        "",
    ],
)
def test_no_policy_where_none_is_named(text: str) -> None:
    assert [policy.label for policy in policies(text)[1]] == []


def test_generic_words_resolve_to_the_policy_they_stand_for() -> None:
    _, policy = only(
        "Peru and Chile signed a maritime boundary treaty on Monday. The treaty ends a long dispute.\n\n"
        "The accord was praised abroad. Critics called the pact a surrender."
    )
    assert policy.aliases == ("treaty", "accord", "pact")


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile signed a treaty on Monday. Ministers of Peru and Chile signed the Arica Treaty at the port.",
        "Peru and Chile reached a deal on fishing. Chile praised the five-point accord.",
        "Peru and Chile agreed to restore diplomatic relations and to reopen their embassies, in a deal made in Lima.",
        "Peru backed the road map of 2003, a plan drawn up by Chile.",
    ],
)
def test_what_is_told_twice_is_one_policy(text: str) -> None:
    only(text)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "Peru and Chile signed a fishing treaty. Kenya and Uganda ratified a railway treaty.",
            ["Peru–Chile fishing treaty", "Kenya–Uganda railway treaty"],
        ),
        (
            "Peru and Chile signed a declaration. Their ministers signed a memorandum.",
            ["Peru–Chile declaration", "Peru–Chile memorandum"],
        ),
        (
            "Under the new pact Peru and Chile will revive a security agreement of 2001 and a trade accord of 1998.",
            ["security agreement of 2001", "trade accord of 1998"],
        ),
    ],
)
def test_policies_of_one_kind_stay_apart(text: str, labels: list[str]) -> None:
    assert [policy.label for policy in policies(text)[1]] == labels


def test_a_provision_has_the_makers_of_its_treaty() -> None:
    doc, found = policies("Peru and Chile signed a peace treaty. Under the treaty a joint court will hear all cases.")
    assert [(policy.label, names(doc, policy.actors)) for policy in found[1:]] == [("joint court", ["Chile", "Peru"])]


def test_confidence_is_lower_without_actors() -> None:
    _, named = only("The Lisbon Treaty is long.")
    _, made = only("Peru ratified the Lisbon Treaty.")
    assert named.confidence < made.confidence


def test_evidence_is_the_clause_that_names_the_policy() -> None:
    doc, policy = only("Ministers met on Monday. Peru and Chile signed a fishing treaty in Lima.")
    assert [doc.text_of(span) for span in policy.evidence] == ["Peru and Chile signed a fishing treaty in Lima."]
    assert all("treaty" in doc.text_of(span) for span in policy.mentions)
