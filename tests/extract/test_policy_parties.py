"""Who makes a policy: by the phrase, by the verb, by what binds whom."""

from __future__ import annotations

import pytest

from kg.extract.policy_entities import PartyNames
from kg.extract.policy_words import PolicyWords
from kg.model.entities import Entity, Kind
from tests.builders import annotate, shared_pipeline
from tests.extract.test_policies import names, only, policies

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Ministers of Peru and Chile signed a free trade agreement in June.", ["Chile", "Peru"]),
        ("Peru and Chile are negotiating an extradition treaty.", ["Chile", "Peru"]),
        ("The treaty on the border was signed by Poland and Ukraine in 1992.", ["Poland", "Ukraine"]),
        ("Ecuador signed a basing deal on Monday with Peru.", ["Ecuador", "Peru"]),
        ("An agreement among Rwanda, Uganda and Chad on refugees is ready.", ["Chad", "Rwanda", "Uganda"]),
        ("The Turkish-Syrian deal on water ended a quarrel.", ["Syria", "Turkey"]),
        ("Turkey's bid for EU membership has stalled.", ["Turkey"]),
        ("Lithuania rejected a non-aggression pact offered by Russia.", ["Russia"]),
        ("Peru and Chile are observing an armistice monitored by Brazil.", ["Chile", "Peru"]),
        ("The withdrawal of Russian troops from Chad was announced.", ["Russia"]),
        ("Chad censured Peru in a decree of its own.", ["Chad"]),
        ("The Hallstatt Doctrine committed Peru to neutrality.", ["Peru"]),
        ("Peru and Chile agreed to submit the case, under an accord signed in May.", ["Chile", "Peru"]),
        ("Turkey and Peru are working on a plan to take back migrants.", ["Peru", "Turkey"]),
        ("China retaliated with a tariff on soybeans.", ["China"]),
        ("China insists on the one-China policy.", ["China"]),
        ("A Peruvian-led airlift to Bosnia ends on Friday.", ["Peru"]),
        ("Austria gave up its policy of neutrality.", ["Austria"]),
        ("Chile's parliament passed a citizenship law.", ["Chile"]),
        ("The proposal by Peru was accepted by five presidents.", ["Peru"]),
        ("A ban on arms sales to Chad was lifted by Peru.", ["Peru"]),
    ],
)
def test_policy_makers(text: str, actors: list[str]) -> None:
    doc, policy = only(text)
    assert names(doc, policy.actors) == actors


def test_who_brokers_or_monitors_makes_nothing() -> None:
    doc, policy = only("A grain deal brokered by Turkey lets Ukraine ship wheat.")
    assert names(doc, policy.actors) == []


def test_a_law_that_the_government_prepares_is_not_made_by_whoever_came_before() -> None:
    doc, found = policies(
        "Peru and Chile met on Monday. Separately, the government said it was preparing a law on asylum."
    )
    assert [names(doc, policy.actors) for policy in found] in ([], [[]])


@pytest.mark.parametrize(
    ("roles", "in_office"),
    [
        (("President",), True),
        (("foreign minister",), True),
        (("Republican presidential candidate",), False),
        (("opposition leader",), False),
        (("Sen.",), False),
        ((), False),
    ],
)
def test_only_an_office_of_state_makes_a_plan_the_state_s(roles: tuple[str, ...], in_office: bool) -> None:
    names_of = PartyNames(annotate("Peru met Chile."), PolicyWords(shared_pipeline().lexicon))
    person = Entity(id="e9", kind=Kind.PERSON, name="Ana Diaz", country="PE", roles=roles)
    assert names_of.is_in_office(person) is in_office


@pytest.mark.parametrize(
    ("text", "label", "actors"),
    [
        (
            "Peru and Chile put their names to the Lima Agreement on Monday.",
            "Lima Agreement",
            ["Chile", "Peru"],
        ),
        (
            "Peru and Chile signed a declaration on Monday. The Lima Declaration calls for calm.",
            "Lima Declaration",
            ["Chile", "Peru"],
        ),
        (
            "Peru and Chile signed a treaty on Monday. The treaty creates a commission on water.",
            "commission on water",
            ["Chile", "Peru"],
        ),
        (
            "Josep Diaz, the EU's foreign policy chief, unveiled a strategy for the Sahel.",
            "strategy for the Sahel",
            ["European Union"],
        ),
    ],
)
def test_makers_told_by_idiom_name_text_or_office(text: str, label: str, actors: list[str]) -> None:
    doc, found = policies(text)
    assert (found[-1].label, names(doc, found[-1].actors)) == (label, actors)


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Bulgaria has pulled out of the Black Sea pact with Romania.", ["Bulgaria", "Romania"]),
        ("An accord on water between Jordan and Israel lapsed in 2019.", ["Israel", "Jordan"]),
        (
            "Under the Balkan Memorandum, Greece hands over its tanks in return for money from Italy.",
            ["Greece", "Italy"],
        ),
        ("Colombia voted on Sunday. The referendum on the peace accord failed.", ["Colombia"]),
        ("The ban on leaded petrol in Algeria took effect in July.", ["Algeria"]),
        ("Kenya's high court struck down the security act.", ["Kenya"]),
        ("Resolution 242 binds Israel, the Security Council noted.", ["United Nations Security Council"]),
        ("The Arica Agreement, a compromise struck between Peru and Chile, holds.", ["Chile", "Peru"]),
        ("France is content. The Franco-German treaty of 1963 was signed in Paris.", ["France", "Germany"]),
        ("China is content. A Sino-Russian gas accord was concluded in Lima.", ["China", "Russia"]),
        ("Britain is content. The Anglo-Irish agreement angered many.", ["Ireland", "United Kingdom"]),
    ],
)
def test_makers_told_around_the_phrase(text: str, actors: list[str]) -> None:
    doc, found = policies(text)
    assert [names(doc, policy.actors) for policy in found] == [actors]


def test_an_adjective_on_private_people_makes_no_state_the_maker() -> None:
    _, found = policies("French farmers' protest plan blocked roads. The French government's plan was ready.")
    assert all("farmers" not in policy.label for policy in found)
