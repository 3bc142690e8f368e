"""Where a policy stands, by the verbs and words around it."""

from __future__ import annotations

import pytest

from tests.extract.test_policies import only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Chile proposed a tariff on steel.", "proposed"),
        ("Chile fears a proposed Peruvian ban on imports of steel.", "proposed"),
        ("The planned Peruvian missile shield is dear.", "planned"),
        ("Peru said it would tighten financial sanctions against Chile.", "planned"),
        ("Peru signed the protocol on landmines.", "adopted"),
        ("Peru's parliament voted to reject a treaty with Chile.", "rejected"),
        ("Peru's parliament voted down a bill on prisoners.", "rejected"),
        ("Peru turned down a trade pact with Chile.", "rejected"),
        ("Peru retaliated with a tariff on steel.", "inForce"),
        ("Peru dropped its boycott of Chile.", "repealed"),
        ("Peru scrapped import duties on milk.", "repealed"),
        ("Peru halted joint military exercises with Chile.", "withdrawn"),
        ("Fighting broke out along the border of Peru despite the truce with Chile.", "inForce"),
        ("Peru's ban on plastic bags comes into force on 1 July.", "adopted"),
        ("Peru's ban on plastic bags came into force on Monday.", "inForce"),
        ("Peru ruled out a ban on plastic bags.", "rejected"),
        ("Peru and Chile are close to a border accord.", "proposed"),
        ("Peru and Chile hope to conclude a border accord by June.", "proposed"),
        ("Peru completed its withdrawal of troops from Chad on Sunday.", "inForce"),
        ("Peru has delayed its withdrawal of troops from Chad.", "planned"),
        ("Peru has refused to sign the Landmine Treaty.", "adopted"),
        ("Peru abandoned plans for a nuclear plant.", "withdrawn"),
    ],
)
def test_policy_status(text: str, status: str) -> None:
    _, policy = only(text)
    assert policy.status == status


@pytest.mark.parametrize(
    "text", ["It was not a ceasefire, the colonel said.", "Peru seemed incapable of a peace agreement."]
)
def test_what_is_denied_is_no_policy(text: str) -> None:
    assert policies(text)[1] == []
