from __future__ import annotations

import pytest

from kg.model.entities import Kind
from tests.annotate.layers import forms, named, of_kind

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norwegian Foreign Minister Espen Barth Eide met Mr. Okoro.", ["Espen Barth Eide", "Okoro"]),
        ("Secretary of State Cyrus R. Vance 3d resigned.", ["Cyrus R. Vance 3d"]),
        ("The economist Rosa Keller said prices would fall.", ["Rosa Keller"]),
        ("Kwon Min-jung, the South Korean envoy, left. Kwon was tired.", ["Kwon Min-jung"]),
        ("Prime Minister John Major's letter reached Mr. King.", ["John Major", "King"]),
        ("Michael Jordan visited Amman.", ["Michael Jordan"]),
        ("Chad Wolf said he would leave.", ["Chad Wolf"]),
        ("Sheikh Khalid bin Sultan spoke to Omar al-Masri.", ["Khalid bin Sultan", "Omar al-Masri"]),
        ("Ambassador Samantha Power spoke.", ["Samantha Power"]),
        ("Pope John Paul II prayed with Lech Walesa.", ["John Paul II", "Lech Walesa"]),
    ],
)
def test_persons_are_found_without_title_and_possessive(text: str, expected: list[str]) -> None:
    assert list(of_kind(named(text), Kind.PERSON)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Turnbull Act was debated in Congress.",
        "The Smith-Lever amendment failed.",
        "They met in the Benjamin Harrison Room on Monday.",
        "The carrier Abraham Lincoln sailed in March.",
        "General Electric sold its shares.",
        "Talks in Kigali will resume in May.",
        "The European Commission rejected the plan.",
    ],
)
def test_laws_rooms_ships_and_bodies_are_no_persons(text: str) -> None:
    assert of_kind(named(text), Kind.PERSON) == {}


def test_heading_words_are_no_persons() -> None:
    doc = named("Anna Lindgren Beats Karl Novak In Northern Primary\n\nAnna Lindgren won on Tuesday, officials said.")
    assert list(of_kind(doc, Kind.PERSON)) == ["Anna Lindgren"]


@pytest.mark.parametrize(
    ("text", "name", "roles", "country"),
    [
        ("Danish Prime Minister Lars Holm left.", "Lars Holm", ("Danish Prime Minister",), "DK"),
        ("Lars Holm, the foreign minister of Denmark, left.", "Lars Holm", ("foreign minister of Denmark",), "DK"),
        ("Peru's president, Rosa Quispe, smiled.", "Rosa Quispe", ("Peru's president",), "PE"),
        ("The defense minister of Chile, Rosa Quispe, smiled.", "Rosa Quispe", ("defense minister of Chile",), "CL"),
        ("Rosa Quispe, who is Chile's interior minister, smiled.", "Rosa Quispe", ("Chile's interior minister",), "CL"),
        ("Prime Minister Rosa Quispe of Chile smiled.", "Rosa Quispe", ("Prime Minister",), "CL"),
        ("Senator Paul Hansen of Maine spoke.", "Paul Hansen", ("Senator",), "US"),
        ("Chancellor of the Exchequer Paul Hansen spoke.", "Paul Hansen", ("Chancellor of the Exchequer",), "GB"),
        ("Kenya's ambassador to the United Nations, Paul Otieno, spoke.", "Paul Otieno", None, "KE"),
        ("European Commission spokeswoman Eva Brandt spoke.", "Eva Brandt", ("European Commission spokeswoman",), None),
        ("NATO Secretary General Eva Brandt spoke.", "Eva Brandt", ("NATO Secretary General",), None),
        ("Bolivian opposition leader Juan Choque spoke.", "Juan Choque", ("Bolivian opposition leader",), None),
        ("Eva Brandt, an economist at the Institute of Finance, spoke.", "Eva Brandt", None, None),
        ("Eva Brandt, the mayor of Graz, spoke.", "Eva Brandt", ("mayor of Graz",), None),
    ],
)
def test_roles_and_the_state_they_speak_for(
    text: str, name: str, roles: tuple[str, ...] | None, country: str | None
) -> None:
    person = of_kind(named(text), Kind.PERSON)[name]
    assert roles is None or person.roles == roles
    assert person.country == country


def test_a_plural_role_belongs_to_each_of_a_list() -> None:
    doc = named("Foreign Ministers Ana Mora of Chile, Paul Otieno of Kenya and Lars Holm of Denmark signed it.")
    people = of_kind(doc, Kind.PERSON)
    assert {name: person.country for name, person in people.items()} == {
        "Ana Mora": "CL",
        "Paul Otieno": "KE",
        "Lars Holm": "DK",
    }
    assert {person.roles for person in people.values()} == {("Foreign Ministers",)}


def test_a_spokesman_speaks_for_the_state_of_whom_he_serves() -> None:
    doc = named("Danish Prime Minister Lars Holm left. Mr. Holm's spokeswoman, Ida Krogh, said nothing.")
    assert of_kind(doc, Kind.PERSON)["Ida Krogh"].country == "DK"


def test_relatives_of_one_surname_stay_apart() -> None:
    doc = named("President Holm spoke. Mr. Holm's father, former President Karl A. Holm, listened. Mr. Holm smiled.")
    assert forms(doc, "Holm") == [("Holm", "name")] * 3
    assert forms(doc, "Karl A. Holm") == [("Karl A. Holm", "name")]


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Mr. Otieno spoke.", "m"),
        ("Mrs. Otieno spoke.", "f"),
        ("Maria Otieno spoke.", "f"),
        ("Queen Tamar spoke.", "f"),
    ],
)
def test_gender_from_address_title_and_given_name(text: str, gender: str) -> None:
    assert next(iter(of_kind(named(text), Kind.PERSON).values())).gender == gender


def test_kings_of_two_states_are_two_persons() -> None:
    doc = named("Jordan's King Faruk met the Saudi king, Faruk, in Lima.")
    kings = [entity.country for entity in doc.entities if entity.kind is Kind.PERSON]
    assert kings == ["JO", "SA"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What the model may take for places and bodies stands in a list of persons.
        ("Presidents Maria Mora of Chile, Rosa Quispe of Peru and Eduardo Lima of Brazil met.", 3),
        ("Foreign ministers Ana Costa and Fernando de Beira signed.", 2),
        ("A day later Prime Minister-elect Lars Holm left with James A. Berg 3d.", 2),
        ("Without Burgos, an elder said, nobody would sign.", 0),
    ],
)
def test_names_in_lists_and_at_openings(text: str, expected: int) -> None:
    assert len(of_kind(named(text), Kind.PERSON)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Chilean President Maria Mora Meets Peru's Rosa Quispe In Lima",
        "Chilean President Maria Mora met Peru's Rosa Quispe in Lima.",
        "Maria Mora and Rosa Quispe Agree On Border Treaty In Lima.",
    ],
)
def test_a_text_of_one_sentence_has_its_persons_though_it_looks_like_a_heading(text: str) -> None:
    assert len(of_kind(named(text), Kind.PERSON)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "President Otieno met Mr. Holm. His wife, Grace Otieno, stayed at home. Otieno smiled.",
            ["Otieno", "Holm", "Grace Otieno"],
        ),
        ("President Paul Otieno left. Grace Otieno stayed. Otieno smiled.", ["Paul Otieno", "Grace Otieno"]),
        ("King Ali of Kenya saw Crown Prince Omar bin Ali.", ["Ali", "Omar bin Ali"]),
        ("Paul Otieno spoke. His son, Paul Otieno Jr, denied it.", ["Paul Otieno", "Paul Otieno Jr"]),
    ],
)
def test_kin_of_one_name_are_two_persons(text: str, expected: list[str]) -> None:
    assert list(of_kind(named(text), Kind.PERSON)) == expected


@pytest.mark.parametrize(
    ("text", "name", "roles", "country"),
    [
        ("Rosa Quispe, the Liberal leader there, left.", "Rosa Quispe", ("Liberal leader",), None),
        (
            "The leader of the Liberal Democrats, Rosa Quispe, left.",
            "Rosa Quispe",
            ("leader of the Liberal Democrats",),
            None,
        ),
        (
            "Rosa Quispe, the speaker of the House of Representatives, left.",
            "Rosa Quispe",
            ("speaker of the House of Representatives",),
            "US",
        ),
        ("An Australian senator, Rosa Quispe, left.", "Rosa Quispe", ("Australian senator",), "AU"),
        ("The UN envoy for Yemen, Rosa Quispe, left.", "Rosa Quispe", ("UN envoy for Yemen",), None),
        ("In Lima President Rosa Quispe of Peru spoke.", "Rosa Quispe", ("President",), "PE"),
        ("Lars Holm met his Kenyan colleague Paul Otieno.", "Paul Otieno", ("Kenyan colleague",), "KE"),
        (
            "In Lima, Rosa Quispe, the spokeswoman for the National Security Council, left.",
            "Rosa Quispe",
            ("spokeswoman for the National Security Council",),
            "PE",
        ),
        # A venue, or the state of the other party, says nothing of a person.
        (
            "Soviet officials met Vice President Rosa Quispe in Lima on Monday.",
            "Rosa Quispe",
            ("Vice President",),
            None,
        ),
        (
            "Mediation by Peru, whose special envoy, Ana Lopez, flew to Quito, has ended.",
            "Ana Lopez",
            ("special envoy",),
            "PE",
        ),
        (
            "Peru’s foreign ministry protested. Its spokeswoman, Ana Lopez, named no date.",
            "Ana Lopez",
            ("spokeswoman",),
            "PE",
        ),
        (
            "Mrs. Rosa Quispe, the Peruvian premier, is to meet Ollanta Mora of Chile, her spokesman Juan Soto said.",
            "Juan Soto",
            ("spokesman",),
            "PE",
        ),
        (
            "The Vietnamese foreign minister, Bui Thanh Son, smiled.",
            "Bui Thanh Son",
            ("Vietnamese foreign minister",),
            "VN",
        ),
    ],
)
def test_roles_and_states_as_told(text: str, name: str, roles: tuple[str, ...], country: str | None) -> None:
    person = of_kind(named(text), Kind.PERSON)[name]
    assert (person.roles, person.country) == (roles, country)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Senator Ben Hall said so.", ["Ben Hall"]),
        ("The Pentagon's spokesman, Paul Hall, spoke.", ["Paul Hall"]),
        ("Paul Hill, 45, was arrested.", ["Paul Hill"]),
        ("Mayor Daniel Park smiled.", ["Daniel Park"]),
        ("Rosa Quispe met Maria Mora.", ["Rosa Quispe", "Maria Mora"]),
        ("The concert at Albert Hall was sold out.", []),
        ("Grant Park was closed on Monday.", []),
    ],
)
def test_surnames_that_end_names_of_places(text: str, expected: list[str]) -> None:
    assert list(of_kind(named(text), Kind.PERSON)) == expected
