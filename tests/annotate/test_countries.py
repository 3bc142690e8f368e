from __future__ import annotations

import pytest

from kg.model.entities import Kind
from tests.annotate.layers import named, of_kind

pytestmark = pytest.mark.model


def countries(text: str, *, date: str = "2010-05-12") -> list[tuple[str, str]]:
    """Words and code of every mention of a state."""
    doc = named(text, date=date)
    found = [(mention.text, doc.entity(mention.entity)) for mention in doc.mentions]
    return [(words, str(entity.country)) for words, entity in found if entity.kind is Kind.COUNTRY]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("South Korea and Guinea-Bissau signed it.", [("South Korea", "KR"), ("Guinea-Bissau", "GW")]),
        ("Dutch troops left.", [("Dutch", "NL")]),
        ("The U.S.-led force left.", [("U.S.", "US")]),
        ("Kosovo and the Palestinians agreed.", [("Kosovo", "XK"), ("Palestinians", "PS")]),
        ("Soviet and East German troops left.", [("Soviet", "SU"), ("East German", "DD")]),
        ("The two Koreas reopened the line.", [("Koreas", "KP"), ("Koreas", "KR")]),
        ("Both Congos closed the border.", [("Congos", "CD"), ("Congos", "CG")]),
        ("North and South Korean envoys met.", [("North", "KP"), ("South Korean", "KR")]),
        ("East and West Germany signed it.", [("East", "DD"), ("West Germany", "DE")]),
        ("North and east of Kenya, it rained.", [("Kenya", "KE")]),
        ("New Delhi outlawed the group.", [("New Delhi", "IN")]),
        ("Tokyo lodged a protest.", [("Tokyo", "JP")]),
        ("Seoul scrapped the deal.", [("Seoul", "KR")]),
        ("Berlin hosted the film festival.", []),
        ("Vienna held a marathon.", []),
        ("Ankara hosts millions of refugees.", [("Ankara", "TR")]),
        ("Kyiv was hit by rain.", []),
        ("KYIV 2010-05-12 Police have detained two men.", []),
        ("The Kenyan said he was glad.", []),
        ("The French said they were glad.", [("French", "FR")]),
        ("West German diplomats left.", [("West German", "DE")]),
        ("Former Soviet republics sent envoys.", []),
        ("It told us to leave New Mexico for Northern Ireland.", []),
        ("A French novelist and a Syrian refugee met.", []),
        ("Georgia wants to join the alliance, its president said in Tbilisi.", [("Georgia", "GE")]),
        ("The Georgia governor spoke in Atlanta, Georgia.", []),
        ("South Korea said the North had signed.", [("South Korea", "KR"), ("North", "KP")]),
        ("Pyongyang said the South's envoy had left.", [("Pyongyang", "KP"), ("South", "KR")]),
        ("Kenya said the North had signed.", [("Kenya", "KE")]),
        ("South Korea left the North Atlantic.", [("South Korea", "KR")]),
        ("Latin American leaders and an American official met.", [("American", "US")]),
        ("The China Daily and British Airways agreed.", []),
        ("Shares in South Africa Ltd fell.", []),
        ("Ships left Lake Chad, the Gulf of Mexico and the Panama Canal for Mexico.", [("Mexico", "MX")]),
        ("The match in the cup was lost: the striker said Brazil had beaten Peru.", []),
        ("Brazil beat the drum for Peru.", [("Brazil", "BR"), ("Peru", "PE")]),
        ("The president of Georgia met a governor of Georgia.", [("Georgia", "GE")]),
        ("Betsy Moor of Burke County, Georgia, wrote a letter.", []),
        ("Turkish Cypriot leaders met.", [("Turkish Cypriot", "CY")]),
    ],
)
def test_states_by_name_and_adjective(text: str, expected: list[tuple[str, str]]) -> None:
    assert countries(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lima said it would sign.", [("Lima", "PE")]),
        ("Talks between Lima and Quito failed.", [("Lima", "PE"), ("Quito", "EC")]),
        ("The minister accused Nairobi of bad faith.", [("Nairobi", "KE")]),
        ("Relations with Ottawa are good.", [("Ottawa", "CA")]),
        ("Oslo's decision was welcome.", [("Oslo", "NO")]),
        ("Canberra, which has pledged aid, was pleased.", [("Canberra", "AU")]),
        ("The Kremlin rejected the plan.", [("Kremlin", "RU")]),
        ("Sanctions against Harare will stay.", [("Harare", "ZW")]),
        ("They met in Lima and flew to Quito.", []),
        ("They met at the White House on Monday.", []),
        ("Oslo's airport was closed.", []),
        ("Lima lies on the coast.", []),
    ],
)
def test_capitals_are_states_only_where_they_act(text: str, expected: list[tuple[str, str]]) -> None:
    assert countries(text) == expected


def test_a_venue_is_a_place() -> None:
    doc = named("The envoys met in Vienna on Monday.")
    assert of_kind(doc, Kind.PLACE)["Vienna"].country == "AT"


def test_a_dateline_is_a_place() -> None:
    assert countries("LIMA, Peru, May 3 -- Bolivia signed the accord.") == [("Bolivia", "BO")]


def test_a_country_is_one_entity() -> None:
    doc = named("Peru signed. Peruvian troops left. Lima said it was pleased.")
    assert [entity.name for entity in doc.entities if entity.kind is Kind.COUNTRY] == ["Peru"]


def test_brussels_acts_for_the_union() -> None:
    doc = named("Brussels rejected the plan.")
    assert list(of_kind(doc, Kind.ORGANIZATION)) == ["European Union"]
    assert of_kind(doc, Kind.COUNTRY) == {}
