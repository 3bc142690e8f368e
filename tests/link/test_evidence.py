"""What an article says of a person: states near a mention, roles that are no offices."""

from __future__ import annotations

import pytest

from kg.authority import Authority
from kg.link.evidence import NEAR, EvidenceReader
from kg.model.document import Form, Mention, Span
from kg.model.entities import Entity, Kind
from kg.model.extraction import Extraction
from kg.resources import resource_dir
from tests.builders import make_article

PERSON = Entity("e1", Kind.PERSON, "Ada Nil", None, ())


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load(resource_dir("data") / "authority")


def view(states: dict[str, list[Span]], person: Entity = PERSON) -> Extraction:
    """An article that names a person at 1000 to 1007, and states where said."""
    entities = [person, *(Entity(f"c{code}", Kind.COUNTRY, code, code) for code in states)]
    mentions = [Mention(Span(1000, 1007), "Ada Nil", "e1", Form.NAME, 0)]
    mentions += [Mention(span, "x", f"c{code}", Form.NAME, 0) for code, spans in states.items() for span in spans]
    return Extraction(make_article("x" * 3000), tuple(entities), tuple(mentions))


@pytest.mark.parametrize(
    ("span", "near"),
    [
        (Span(1008, 1012), True),
        (Span(1007 + NEAR - 1, 1200), True),
        (Span(1007 + NEAR, 1200), False),
        (Span(900, 1000 - NEAR), False),
        (Span(900, 1000 - NEAR + 1), True),
        # A long span that opens far before others reaches it all the same.
        (Span(10, 1001), True),
    ],
)
def test_states_are_near_within_so_many_characters(authority: Authority, span: Span, near: bool) -> None:
    read = EvidenceReader(authority, view({"PE": [span], "CL": [Span(600, 610), Span(2000, 2010)]})).read(PERSON)
    assert read.near == (frozenset({"PE"}) if near else frozenset())
    assert read.around == {"PE", "CL"}


@pytest.mark.parametrize("role", ["Sir", "wife of the minister", "one of his ministers"])
def test_roles_that_are_no_offices_are_no_evidence(authority: Authority, role: str) -> None:
    person = Entity("e1", Kind.PERSON, "Ada Nil", None, (role,))
    assert EvidenceReader(authority, view({}, person)).read(person).stated == ()
