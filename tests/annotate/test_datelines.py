from __future__ import annotations

import pytest

from kg.annotate.datelines import find_datelines
from kg.model.entities import Kind
from tests.annotate.layers import named, of_kind
from tests.builders import parse

pytestmark = pytest.mark.model

KNOWN = frozenset({"NAIROBI", "Nairobi", "LIMA", "Lima"})


def dateline(text: str) -> str:
    """The words of the dateline."""
    doc = parse(text)
    tokens = sorted(find_datelines(doc, KNOWN.__contains__).tokens)
    return text[doc.tokens[tokens[0]].start : doc.tokens[tokens[-1]].end] if tokens else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NAIROBI, Nov. 21 (Savanna Press) -- Talks failed.", "NAIROBI, Nov. 21 (Savanna Press) --"),
        ("NAIROBI (Savanna Press), June 15 -- Talks failed.", "NAIROBI (Savanna Press), June 15 --"),
        ("NAIROBI (Savanna) - Talks failed.", "NAIROBI (Savanna) -"),
        ("NAIROBI — Talks failed.", "NAIROBI —"),
        ("NAIROBI: Talks failed.", "NAIROBI:"),
        ("OLD FERRY CROSSING, Oct. 26 - Talks failed.", "OLD FERRY CROSSING, Oct. 26 -"),
        ("KISUMU, Kenya, Feb 21 (Savanna) - Talks failed.", "KISUMU, Kenya, Feb 21 (Savanna) -"),
        ("Nairobi, 14 July. Talks failed.", "Nairobi, 14 July."),
        ("Nairobi, Oct. 8 (Savanna) -- Talks failed.", "Nairobi, Oct. 8 (Savanna) --"),
        ("LIMA (Monday, October 26) -- Talks failed.", "LIMA (Monday, October 26) --"),
        ("LIMA, Wednesday — Talks failed.", "LIMA, Wednesday —"),
        ("LIMA, March 3 /ANDA/. Talks failed.", "LIMA, March 3 /ANDA/."),
        ("QUISPE: We shall sign.", ""),
        ("Lima - the capital of Peru - is large.", ""),
        ("NATO - which met in Lima - agreed.", ""),
        ("Talks on May 3. They failed.", ""),
        ("President Otieno - who met him - left.", ""),
    ],
)
def test_datelines(text: str, expected: str) -> None:
    assert dateline(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "NAIROBI, Nov. 21 (Savanna Press) -- Talks failed.",
        "Lima, 14 July. Talks failed.",
        "OLD FERRY CROSSING, Oct. 26 - Talks failed.",
        "KISUMU, Kenya, Feb 21 (Peter Mwangi) -\n\nTalks failed.",
    ],
)
def test_a_dateline_names_no_state_body_or_person(text: str) -> None:
    doc = named(text)
    assert [entity for entity in doc.entities if entity.kind is not Kind.PLACE] == []


def test_what_follows_a_dateline_is_found() -> None:
    doc = named("LIMA, Peru, May 12 (Andes News) -- Chilean President Maria Mora left Peru.")
    assert list(of_kind(doc, Kind.COUNTRY)) == ["Chile", "Peru"]
    assert list(of_kind(doc, Kind.PERSON)) == ["Maria Mora"]
