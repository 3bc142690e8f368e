"""Accept headers."""

import pytest

from kg.web.negotiation import choose

OFFERED = ("application/json", "text/csv", "text/plain")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/csv;q=0.5, */*;q=0.6", "application/json"),
        ("text/*;q=0.9, text/csv;q=0.1", "text/plain"),
        ("application/json;q=0, */*", "text/csv"),
        ("application/json; charset=utf-8; q=0.1, text/plain", "text/plain"),
        ("image/png, text/plain;q=0.1", "text/plain"),
        ("nonsense, text/plain", "text/plain"),
        ("text/csv;q=high, text/plain;q=0.1", "text/plain"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("application/json;q=0", None),
        ("*/json", None),
    ],
)
def test_choose_follows_weights_and_specificity(header, expected):
    assert choose(header, OFFERED) == expected
