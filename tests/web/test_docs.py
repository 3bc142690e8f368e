"""docs/http.md names every address, format and status that there is."""

from pathlib import Path

import pytest

from kg.query import FORMATS

TEXT = (Path(__file__).parents[2] / "docs" / "http.md").read_text(encoding="utf-8")


def test_every_route_is_documented(app):
    for rule in app.url_map.iter_rules():
        name = rule.rule.split("<")[0].rstrip("./") or "/"
        if name != "/static":
            assert f"`{name}" in TEXT, rule.rule


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: entry.name)
def test_every_format_is_documented(entry):
    assert f"`{entry.name}`" in TEXT
    assert f"`{entry.media_type}`" in TEXT


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 413, 415, 503, 504])
def test_every_status_is_documented(status):
    assert str(status) in TEXT.split("## Errors")[1]
