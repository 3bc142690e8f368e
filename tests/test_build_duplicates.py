"""Builds of stories that come twice: what stands in the graph is a function of the articles, not of their order."""

from __future__ import annotations

import itertools
from io import BytesIO
from pathlib import Path

import pytest

from kg.build import build_graph, delete_articles
from kg.config import Settings
from kg.export import export_graph
from kg.reports import BuildReport
from kg.store import open_store
from kg.store.extractions import ExtractionCache
from kg.verify import validate_store, verify_store

pytestmark = pytest.mark.model

PARAGRAPHS = (
    "Peruvian President Alan Garcia met Chilean Foreign Minister Ana Soto in Lima on Monday to settle a dispute over "
    "fishing grounds off the coast that both navies patrol.",
    '"We have signed a fishing treaty," Mr. Garcia said after the talks, which lasted for three hours in the palace.',
    "Ms. Soto said Chile would ratify the accord before the end of the year, and thanked her hosts for their patience.",
    "Fishermen in both ports have waited for such an accord since the last round of talks failed two years ago.",
)


def page(*paragraphs: str, url: str, modified: str = "", site: str = "Harbour Wire") -> str:
    changed = f'<meta property="article:modified_time" content="{modified}">' if modified else ""
    return (
        f'<html><head><title>Peru and Chile settle dispute</title><meta property="og:site_name" content="{site}">'
        f'<meta property="article:published_time" content="2010-05-12T06:00:00Z">{changed}'
        f'<link rel="canonical" href="{url}"></head><body><article><h1>Peru and Chile settle dispute</h1>'
        f"{''.join(f'<p>{paragraph}</p>' for paragraph in paragraphs)}</article></body></html>"
    )


OLD = page(*PARAGRAPHS, url="https://harbour.example/2010/fishing")
# The corrected version has another headline, and so another id.
NEW = page(
    *PARAGRAPHS[:3],
    "A correction: the last round of talks failed three years ago.",
    url="https://harbour.example/2010/fishing",
    modified="2010-05-12T09:30:00Z",
).replace("Peru and Chile settle dispute", "Peru, Chile sign fishing treaty")
COPY = page(*PARAGRAPHS, url="https://city.example/world/17", site="City Herald").replace("T06:00:00Z", "T07:00:00Z")
LINK = "<http://www.w3.org/ns/prov#alternateOf> <https://w3id.org/newsgraph/id/article/"
PAGES = {"old.html": OLD, "new.html": NEW, "copy.html": COPY}


def dump(settings: Settings) -> bytes:
    buffer = BytesIO()
    with open_store(settings.store, read_only=True) as view:
        export_graph(view, buffer, format="nquads", sort=True)
    return buffer.getvalue()


def write(folder: Path, *names: str) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(PAGES[name], encoding="utf-8")
    return [str(folder / name) for name in names]


def build(tmp_path: Path, store: str, *names: str) -> BuildReport:
    return build_graph(write(tmp_path / "news", *names), Settings(store=tmp_path / store))


def test_newer_version_replaces_and_copy_is_linked_and_both_are_counted(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store")
    report = build(tmp_path, "store", *PAGES)
    assert (report.extracted, report.articles, report.older, report.copies) == (3, 2, 1, 1)
    assert "same story: 1 older versions left out, 1 syndicated copies linked" in report.lines()
    text = dump(settings).decode()
    assert text.count("wasGeneratedBy") > 0
    assert "two years ago" in text  # the copy has not been corrected
    assert "peru-and-chile-settle-dispute" in text
    (linked,) = {line.split()[2] for line in text.splitlines() if LINK in line}
    assert "peru-chile-sign-fishing-treaty" in linked
    assert "<https://harbour.example/2010/fishing>" in text
    assert 'dateModified> "2010-05-12"' in text
    assert verify_store(settings) == []
    assert validate_store(settings) == []


def test_order_and_number_of_builds_do_not_matter(tmp_path: Path) -> None:
    build(tmp_path, "whole", *PAGES)
    whole = dump(Settings(store=tmp_path / "whole"))
    for number, order in enumerate(itertools.permutations(PAGES)):
        if number % 2:
            build(tmp_path, f"one-{number}", *order)
            assert dump(Settings(store=tmp_path / f"one-{number}")) == whole
            continue
        for name in order:
            build(tmp_path, f"parts-{number}", name)
        assert dump(Settings(store=tmp_path / f"parts-{number}")) == whole


def test_older_version_comes_back_when_the_newer_one_goes(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store")
    build(tmp_path, "store", "old.html", "copy.html")
    before = dump(settings)
    build(tmp_path, "store", "new.html")
    assert dump(settings) != before
    report = delete_articles([str(tmp_path / "news" / "new.html")], settings)
    assert (report.articles, report.older, report.copies) == (2, 0, 1)
    assert dump(settings) == before
    assert verify_store(settings) == []


def test_one_address_in_two_files_has_the_newest_version_whatever_the_order(tmp_path: Path) -> None:
    # With the same headline they have one id.
    newer = OLD.replace("two years ago", "three years ago").replace("T06:00:00Z", "T08:00:00Z")
    folder = tmp_path / "news"
    folder.mkdir()
    dumps = set()
    for number, order in enumerate(itertools.permutations([("a.html", OLD), ("b.html", newer)])):
        for name, content in order:
            (folder / name).write_text(content, encoding="utf-8")
        for split in (False, True):
            settings = Settings(store=tmp_path / f"store-{number}-{split}")
            paths = [str(folder / name) for name, _ in order]
            for part in [[path] for path in paths] if split else [paths]:
                report = build_graph(part, settings)
            assert report.articles == 1
            dumps.add(dump(settings))
    (only,) = dumps
    assert b"three years ago" in only


def test_build_that_finds_all_unchanged_writes_nothing(tmp_path: Path) -> None:
    build(tmp_path, "store", *PAGES)
    report = build(tmp_path, "store", *PAGES)
    assert (report.extracted, report.unchanged, report.graphs_changed) == (0, 3, 0)
    assert (report.older, report.copies) == (1, 1)


def test_all_stay_when_asked(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store", keep_duplicates=True)
    report = build_graph(write(tmp_path / "news", *PAGES), settings)
    assert (report.articles, report.older, report.copies) == (3, 0, 0)
    assert LINK.encode() not in dump(settings)


def test_store_of_an_older_version_is_settled_by_the_next_build(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store", keep_duplicates=True)
    build_graph(write(tmp_path / "news", *PAGES), settings)
    with ExtractionCache(settings.store) as cache:
        assert list(cache.signatures()) == []
    report = build(tmp_path, "store", "old.html")
    assert (report.extracted, report.articles, report.older, report.copies) == (0, 2, 1, 1)
