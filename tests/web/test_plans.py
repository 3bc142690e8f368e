"""Parameters and plans of the protocol, apart from any framework."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.web.errors import RequestError
from kg.web.plans import Parameters, State, known_tag, plan_query, read_parameters

STATE = State("/store", 3, "http://h/sparql", 100, 30.0)
KEY = "0123456789abcdef01234567"


@given(st.text(alphabet="ab%+&=;é 0A2fF€", max_size=30))
def test_parameters_are_read_as_the_standard_library_does(text):
    try:
        expected = tuple(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        with pytest.raises(RequestError, match="not UTF-8"):
            read_parameters(text.encode())
    else:
        assert read_parameters(text.encode()).pairs == expected


def test_too_many_parameters_are_refused():
    with pytest.raises(RequestError, match="more than 1000"):
        read_parameters(b"a=1&" * 1001)


def plan(text="ASK {}", accept="", state=STATE, **parameters):
    return plan_query(text, Parameters(tuple(parameters.items())), accept=accept, state=state)


def test_key_names_all_that_decides_the_answer():
    others = [
        plan("ASK { }"),
        plan(accept="text/csv"),
        plan(accept="application/json"),
        plan(state=State("/store", 4, "http://h/sparql", 100, 30.0)),
        plan(state=State("/store", 3, "http://other/sparql", 100, 30.0)),
        plan(**{"default-graph-uri": "http://e/g"}),
        plan(**{"named-graph-uri": "http://e/g"}),
    ]
    assert len({one.key for one in [plan(), *others]}) == len(others) + 1
    assert plan().key == plan().key


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", None),
        ("*", f'W/"{KEY}"'),
        (f'"{KEY}"', f'"{KEY}"'),
        (f'W/"{KEY}"', f'W/"{KEY}"'),
        (f'"x", "{KEY}-{KEY}-gzip" , "y"', f'"{KEY}-{KEY}-gzip"'),
        (f'"{KEY[:-1]}8-{KEY}"', None),
        (f'"{KEY}-<script>"', None),
    ],
)
def test_tag_of_an_answer_is_found_by_its_key(header, found):
    assert known_tag(header, KEY) == found
