"""Policies told by a verb and its object: their label as a noun phrase, kind, status and makers."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import names, only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "label", "kind", "status"),
    [
        ("The United States froze the assets of two banks.", "freeze of assets of two banks", "sanction", "inForce"),
        ("Argentina banned beef exports for six months.", "ban on beef exports for six months", "sanction", "inForce"),
        ("Russia will cap the price of wheat.", "cap on price of wheat", "trade", "planned"),
        (
            "NATO will deploy four battalions in Poland.",
            "deployment of four battalions in Poland",
            "defence",
            "planned",
        ),
        ("Spain withdrew its troops from Iraq in 2004.", "withdrawal of troops from Iraq", "defence", "inForce"),
        ("Russia pulled its soldiers out of Chad.", "withdrawal of soldiers out of Chad", "defence", "inForce"),
        ("Germany decided to supply tanks to Ukraine.", "supply of tanks to Ukraine", "defence", "planned"),
        ("Poland agreed to host ten American missiles.", "hosting of ten American missiles", "defence", "planned"),
        ("Peru and Chile swapped prisoners on Friday.", "exchange of prisoners", "other", "adopted"),
        ("Vietnam and Laos normalised relations in 1995.", "normalisation of relations", "treaty", "inForce"),
        ("Ecuador broke off relations with Peru.", "severing of relations with Peru", "other", "inForce"),
        ("Turkey closed its border with Armenia in 1993.", "closing of border with Armenia", "other", "inForce"),
        ("Britain will resettle 500 refugees.", "resettlement of 500 refugees", "programme", "planned"),
        ("Serbia agreed to extradite the general.", "extradition of general", "other", "planned"),
        ("Japan suspended its loans to India.", "suspension of loans to India", "other", "inForce"),
        ("Iran halted enrichment for two years.", "halt to enrichment for two years", "other", "inForce"),
        ("Spain plans to legalise gay marriage.", "legalisation of gay marriage", "law", "planned"),
        ("Egypt declared a state of emergency.", "state of emergency", "law", "adopted"),
        ("Chile doubled its aid to Peru.", "doubling of aid to Peru", "programme", "inForce"),
        ("Chile ratified START-2 in April.", "START-2", "treaty", "inForce"),
        ("Chile renounced nuclear weapons in 1996.", "renunciation of nuclear weapons", "defence", "adopted"),
        ("Peru has called home its ambassador from Quito.", "recall of ambassador from Quito", "other", "inForce"),
        ("Spain decided to buy six submarines.", "purchase of six submarines", "defence", "planned"),
        ("Chile joined NATO in 2004.", "accession to NATO", "treaty", "inForce"),
        ("Kenya has thrown out three Iranian envoys.", "expulsion of three Iranian envoys", "other", "adopted"),
        ("Sudan withdrew its ambassador from Oman.", "recall of ambassador from Oman", "other", "inForce"),
        ("Norway cut off aid to Uganda last week.", "cut-off of aid to Uganda", "other", "inForce"),
        ("Italy will bring home its soldiers from Chad.", "withdrawal of soldiers from Chad", "defence", "planned"),
        ("Peru has frozen the accounts of two banks.", "freeze of accounts of two banks", "sanction", "inForce"),
        ("Paraguay moved its embassy to Peru.", "move of embassy to Peru", "other", "inForce"),
        ("Sri Lanka leased the port of Galle to China.", "lease of port of Galle to China", "other", "inForce"),
        (
            "The council voted to send 6,000 peacekeepers to Haiti.",
            "deployment of 6,000 peacekeepers to Haiti",
            "defence",
            "planned",
        ),
        ("Tunisia, which banned plastic bags in 2017, is clean.", "ban on plastic bags", "sanction", "inForce"),
        ("Britain withdrew from the European Union in 2020.", "withdrawal from European Union", "other", "inForce"),
    ],
)
def test_act_label_kind_and_status(text: str, label: str, kind: str, status: str) -> None:
    _, policy = only(text)
    assert (policy.label, policy.kind, policy.status) == (label, kind, status)


def test_act_keeps_the_words_of_the_text_as_alias() -> None:
    doc, policy = only("Peru recalled its ambassador to Chile on Thursday.")
    assert policy.label == "recall of ambassador to Chile"
    assert policy.aliases == ("recalled its ambassador to Chile",)
    assert [doc.text_of(span) for span in policy.mentions] == list(policy.aliases)


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("Peru, which closed its border with Chile, wants talks.", ["Peru"]),
        ("Norway's government said it will pledge $30 million to Mali.", ["Norway"]),
        ("Two Chilean diplomats were expelled by Peru.", ["Peru"]),
    ],
)
def test_act_makers(text: str, makers: list[str]) -> None:
    doc, policy = only(text)
    assert names(doc, policy.actors) == makers


@pytest.mark.parametrize(
    "text",
    [
        "The airline will restore flights to Lima.",
        "The campaign spent $5 million on advertising.",
        "The firm will restore ties with its dealers and close an office in Lima.",
        "The prime minister extradited nobody.",
        "The rebels released two journalists.",
        "He sees a treaty that bans nobody.",
    ],
)
def test_what_private_people_do_is_no_act(text: str) -> None:
    assert [policy.label for policy in policies(text)[1] if policy.kind != "treaty"] == []


def test_what_is_forbidden_is_no_act() -> None:
    doc, policy = only("The Hyde Act bars Peru from selling arms to Chile.")
    assert (policy.label, names(doc, policy.actors)) == ("Hyde Act", ["Peru"])


@pytest.mark.parametrize(
    "text",
    [
        "Peru did not recall an envoy from Chile.",
        "The police moved their vehicles to the garage.",
        "A farmer bought a boat in Chile.",
        "The airline ordered ten aircraft from a rival.",
        "The company joined the Chamber of Commerce.",
    ],
)
def test_what_was_not_done_or_is_private_is_no_act(text: str) -> None:
    assert policies(text)[1] == []


def test_acts_done_one_after_the_other_are_two_and_acts_agreed_on_are_one() -> None:
    _, done = policies("Peru recalled its envoy from Oman and cut off aid to Kenya.")
    assert [policy.label for policy in done] == ["recall of envoy from Oman", "cut-off of aid to Kenya"]
    _, agreed = policies("Peru and Chile agreed to restore relations and to reopen their embassies.")
    assert len(agreed) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The farmer sold his tank to Poland.",
        "Guests in Lima contributed $2,700 each.",
        "The Security Council blamed Chad for supplying weapons to rebels.",
    ],
)
def test_small_sums_private_sales_and_grounds_of_blame_are_no_acts(text: str) -> None:
    assert [policy.label for policy in policies(text)[1] if policy.kind in ("defence", "programme")] == []
