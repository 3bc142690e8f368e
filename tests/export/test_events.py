"""Event rows: what maps has a row with the right codes, what does not has none."""

from __future__ import annotations

import csv
import io

import pytest

from kg.export.events import COLUMNS, QUADS
from kg.rdf.namespaces import NG
from tests.export.samples import BASE, exported, make_store

GRAPH = "http://example.org/graph"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PLACES = {"KE": "kenya", "PE": "peru", "FR": "france"}


def rows_of(store):
    return list(csv.DictReader(io.StringIO(exported(store, "events").decode(), newline="")))


def coded(rows):
    names = ("source_code", "target_code", "plover", "mode", "cameo", "symmetric")
    return sorted(tuple(row[name] for name in names) for row in rows)


def test_rows_of_the_sample():
    rows = rows_of(make_store())
    assert list(rows[0]) == COLUMNS
    assert coded(rows) == [
        ("KEN", "KEN", "SUPPORT", "", "051", "false"),
        ("KEN", "PER", "AGREE", "", "057", "true"),
        ("KEN", "PER", "CONSULT", "visit", "042", "false"),
        ("KEN", "PER", "CONSULT", "visit", "042", "false"),
        ("KEN", "PER", "SUPPORT", "", "051", "false"),
        ("PER", "KEN", "SANCTION", "", "163", "false"),
    ]
    assert all(row["quad"] == QUADS[row["plover"]] for row in rows)
    assert len({row["event"] for row in rows}) == len(rows)
    visit = next(row for row in rows if row["mode"] == "visit")
    assert (visit["start"], visit["place"], visit["place_code"]) == ("2010-05-12", "Lima", "PER")
    assert visit["published"] == "2010-05-13"
    assert visit["url"] == "https://news.example/a1"
    stance = next(row for row in rows if row["plover"] == "SUPPORT")
    assert stance["via"] == f"{BASE}policy/p1"
    assert stance["start"] == "", "the day of publication is no date of the event"


def fact(name, class_, **values):
    """N-Triples of one fact: names of individuals, or IRIs in angle brackets; lists for several."""
    lines = [f"<{BASE}{name}> {TYPE} <{NG[class_]}> ."]
    for key, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            lines.append(f"<{BASE}{name}> <{NG[key]}> {one if one.startswith('<') else f'<{NG[one]}>'} .")
    return lines


def state(*codes):
    return [f"<{BASE}country/{PLACES[code]}>" for code in codes]


FRANCE = [
    f"<{BASE}country/france> {TYPE} <{NG['Country']}> .",
    f'<{BASE}country/france> <{NG["isoAlpha3"]}> "FRA" .',
]


def meeting(status, kind, codes, host=None):
    extra = {"country": state(host)} if host else {}
    return fact("meeting/x", "Meeting", status=status, meetingType=kind, participant=state(*codes), **extra)


def policy(kind, status, actors, targets=()):
    return fact("policy/x", "Policy", policyKind=kind, status=status, actor=state(*actors), target=state(*targets))


def statement(about, stance=None, speaker="KE"):
    extra = {"stance": stance} if stance else {}
    spoken = {"speaker": state(speaker)} if speaker else {}
    return fact("statement/x", "Statement", about=about, **spoken, **extra)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (meeting("held", "call", ["KE", "PE"]), [("KEN", "PER", "CONSULT", "phone", "041", "true")]),
        (meeting("held", "talks", ["KE", "PE"]), [("KEN", "PER", "CONSULT", "", "040", "true")]),
        (meeting("held", "talks", ["KE", "PE"], "FR"), [("KEN", "PER", "CONSULT", "", "044", "true")]),
        (meeting("held", "talks", ["KE", "PE"], "PE"), [("KEN", "PER", "CONSULT", "", "040", "true")]),
        (meeting("held", "visit", ["KE", "PE"]), [("KEN", "PER", "CONSULT", "visit", "040", "true")]),
        (meeting("held", "visit", ["KE", "PE"], "KE"), [("PER", "KEN", "CONSULT", "visit", "042", "false")]),
        (
            meeting("held", "summit", ["FR", "KE", "PE"]),
            [
                ("FRA", "KEN", "CONSULT", "multilateral", "040", "true"),
                ("FRA", "PER", "CONSULT", "multilateral", "040", "true"),
                ("KEN", "PER", "CONSULT", "multilateral", "040", "true"),
            ],
        ),
        (meeting("planned", "summit", ["KE", "PE"]), [("KEN", "PER", "AGREE", "meet", "036", "true")]),
        (meeting("held", "talks", ["KE"]), []),
        *[(meeting(status, "talks", ["KE", "PE"]), []) for status in ("proposed", "postponed", "cancelled", "denied")],
        (policy("sanction", "adopted", ["KE"], ["PE"]), [("KEN", "PER", "SANCTION", "", "163", "false")]),
        (policy("sanction", "repealed", ["KE"], ["PE"]), [("KEN", "PER", "CONCEDE", "", "085", "false")]),
        (policy("sanction", "proposed", ["KE"], ["PE"]), []),
        (policy("sanction", "inForce", ["KE"]), []),
        (policy("treaty", "adopted", ["KE", "PE"]), [("KEN", "PER", "AGREE", "", "057", "true")]),
        (policy("treaty", "planned", ["KE", "PE"]), []),
        (policy("ceasefire", "inForce", ["KE", "PE"]), [("KEN", "PER", "RETREAT", "ceasefire", "0871", "true")]),
        (policy("law", "adopted", ["KE"], ["PE"]), []),
        (policy("programme", "adopted", ["KE", "PE"]), []),
        (statement(state("PE"), "opposes"), [("KEN", "PER", "ACCUSE", "disapprove", "111", "false")]),
        (statement(state("PE"), "neutral"), []),
        (statement(state("PE")), []),
        (statement(state("KE"), "supports"), []),
        (statement(state("PE"), "opposes", speaker=None), []),
    ],
)
def test_facts_map_to_codes(lines, expected):
    store = make_store()
    for graph in store.graphs():
        if "/article/" in graph:
            store.delete(graph)
    store.replace_many({GRAPH: lines, f"{BASE}graph/more": FRANCE})
    assert coded(rows_of(store)) == sorted(expected)
