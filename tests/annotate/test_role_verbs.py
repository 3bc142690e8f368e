"""Roles that verbs and noun phrases tell, and the state that comes with them."""

from __future__ import annotations

import pytest

from kg.model.entities import Kind
from tests.annotate.layers import named, of_kind, resolved

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "name", "roles", "country"),
    [
        ("Ada Otieno, who heads the central bank, left.", "Ada Otieno", ("heads the central bank",), None),
        (
            "Bo Lindqvist, who speaks for the Swedish government, left.",
            "Bo Lindqvist",
            ("speaks for the Swedish government",),
            "SE",
        ),
        ("Ada Otieno, who leads the race, smiled.", "Ada Otieno", (), None),
        ("Ada Otieno, who leads Mr. Holm, smiled.", "Ada Otieno", (), None),
        ("Jan Holm succeeded Per Dahl as president of Iceland.", "Jan Holm", ("president of Iceland",), "IS"),
        ("Jan Holm was appointed as ambassador to Peru.", "Jan Holm", ("ambassador to Peru",), None),
        ("Jan Holm, who served as Peru's envoy, left.", "Jan Holm", ("Peru's envoy",), "PE"),
        ("Jan Holm, 54, Peru's envoy, left.", "Jan Holm", ("Peru's envoy",), "PE"),
        ("Jan Holm, once the mayor of Lund, left.", "Jan Holm", ("mayor of Lund",), None),
        ("His Danish opposite number, Jan Holm, agreed.", "Jan Holm", ("Danish opposite number",), "DK"),
        ("Peru sent its foreign minister, Ana Silva, to Lima.", "Ana Silva", ("foreign minister",), "PE"),
        ("Washington sent an envoy, Jan Holm, to Lima.", "Jan Holm", ("envoy",), "US"),
        ("Treasury Secretary Jan Holm said so.", "Jan Holm", ("Treasury Secretary",), "US"),
        ("British diplomat Sir Jan Holm said so.", "Jan Holm", ("British diplomat",), "GB"),
        (
            "Jan Holm, an aide to Danish Prime Minister Paul Dahl, left.",
            "Jan Holm",
            ("aide to Danish Prime Minister Paul Dahl",),
            "DK",
        ),
        ("Maria Lopez (D-Ohio) agreed with Jan Holm.", "Maria Lopez", (), "US"),
        ("The Soviet Union's ambassador, Ivan Petrov, left.", "Ivan Petrov", ("Soviet Union's ambassador",), "SU"),
    ],
)
def test_roles_and_states(text: str, name: str, roles: tuple[str, ...], country: str | None) -> None:
    person = of_kind(named(text), Kind.PERSON)[name]
    assert (person.roles, person.country) == (roles, country)


@pytest.mark.parametrize(
    ("text", "name", "roles"),
    [
        ("French President Luc Roy spoke. The president left.", "Luc Roy", ("French President",)),
        ("French President Luc Roy spoke. The leader left.", "Luc Roy", ("French President",)),
        ("French President Luc Roy spoke. The French leader left.", "Luc Roy", ("French President", "French leader")),
    ],
)
def test_noun_phrases_state_offices_once(text: str, name: str, roles: tuple[str, ...]) -> None:
    assert of_kind(resolved(text), Kind.PERSON)[name].roles == roles
