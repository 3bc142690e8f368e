"""Builds: the same bytes every time, an article replaced as a whole, nothing lost in silence."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest

from kg.build import build_graph, delete_articles, extract_articles
from kg.config import Settings
from kg.errors import KgError, NotFoundError, StoreError
from kg.executors import ProcessExecutor
from kg.export import export_graph
from kg.model.extraction import Extraction
from kg.relinking import relink
from kg.reports import count_store
from kg.store import open_store
from kg.verify import validate_store, verify_store

pytestmark = pytest.mark.model

LIMA = (
    "LIMA, May 12, 2010 (Test Wire) -- Peruvian President Alan Garcia met Chilean Foreign Minister Ana Soto in Lima on "
    'Monday.\n\n"We have signed a fishing treaty," Mr. Garcia said. Ms. Soto said Chile would ratify it.\n'
)
OSLO = """OSLO, May 14, 2010 (Test Wire) -- Norwegian Prime Minister Jens Stoltenberg will visit Lima next month.

Chilean Foreign Minister Ana Soto said on Thursday that Chile welcomed the visit.
"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "lima.txt").write_text(LIMA, encoding="utf-8")
    (folder / "oslo.txt").write_text(OSLO, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store")


def dump(settings: Settings) -> bytes:
    buffer = BytesIO()
    with open_store(settings.store, read_only=True) as view:
        export_graph(view, buffer, format="nquads", sort=True)
    return buffer.getvalue()


def test_build_finds_every_class_and_counts_it(articles: Path, settings: Settings) -> None:
    report = build_graph([str(articles)], settings)
    assert (report.extracted, report.articles, report.failures) == (2, 2, [])
    assert {
        name: count_store(settings)[name] > 0 for name in ("persons", "countries", "meetings", "policies", "statements")
    } == {
        "persons": True,
        "countries": True,
        "meetings": True,
        "policies": True,
        "statements": True,
    }
    assert report.counts == count_store(settings)


def test_build_is_proven_and_valid(articles: Path, settings: Settings) -> None:
    build_graph([str(articles)], settings)
    assert verify_store(settings) == []
    assert validate_store(settings) == []


def test_second_build_extracts_and_writes_nothing(articles: Path, settings: Settings) -> None:
    build_graph([str(articles)], settings)
    before = dump(settings)
    report = build_graph([str(articles)], settings)
    assert (report.extracted, report.unchanged, report.graphs_changed) == (0, 2, 0)
    assert dump(settings) == before


def test_same_articles_give_the_same_bytes_in_any_order_place_and_executor(
    articles: Path, settings: Settings, tmp_path: Path
) -> None:
    build_graph([str(articles)], settings)
    other = Settings(store=tmp_path / "other")
    copies = tmp_path / "elsewhere"
    shutil.copytree(articles, copies)
    build_graph([str(copies / "oslo.txt")], other, executor=ProcessExecutor(2))
    build_graph([str(copies / "lima.txt")], other)
    assert dump(other) == dump(settings)


def test_changed_file_replaces_its_article(articles: Path, settings: Settings) -> None:
    build_graph([str(articles)], settings)
    (articles / "lima.txt").write_text(LIMA.replace("fishing treaty", "trade treaty"), encoding="utf-8")
    report = build_graph([str(articles)], settings)
    assert (report.extracted, report.unchanged, report.articles) == (1, 1, 2)
    assert b"fishing" not in dump(settings)
    assert verify_store(settings) == []


def test_deleting_an_article_leaves_what_others_say(articles: Path, settings: Settings, tmp_path: Path) -> None:
    build_graph([str(articles)], settings)
    report = delete_articles([str(articles / "oslo.txt")], settings)
    assert (report.deleted, report.articles) == (1, 1)
    alone = Settings(store=tmp_path / "alone")
    build_graph([str(articles / "lima.txt")], alone)
    assert dump(settings) == dump(alone)
    with pytest.raises(NotFoundError, match="no article of that id"):
        delete_articles(["nowhere"], settings)


def test_relinking_without_a_change_writes_nothing(articles: Path, settings: Settings) -> None:
    build_graph([str(articles)], settings)
    before = dump(settings)
    assert relink(settings).graphs_changed == 0
    assert dump(settings) == before


def test_entity_that_becomes_linked_moves_with_its_facts(
    articles: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.link.offline.OfflineLinker.link", lambda self, view: {})
    build_graph([str(articles)], settings)
    assert b"Q57641" not in dump(settings)
    old = b"person/jens-stoltenberg-NO>"
    assert old in dump(settings)
    monkeypatch.undo()
    relink(settings)
    lines = dump(settings).splitlines()
    assert {line.split()[1] for line in lines if old in line} == {b"<http://purl.org/dc/terms/isReplacedBy>"}
    assert verify_store(settings) == []


def test_bad_inputs_are_named_and_the_rest_is_built(articles: Path, settings: Settings) -> None:
    (articles / "empty.txt").write_bytes(b"")
    (articles / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (articles / "copy.txt").write_text(LIMA, encoding="utf-8")
    (articles / "français.txt").write_text(
        "Le président de la République a rencontré le ministre des affaires étrangères à Paris. Ils ont parlé de la "
        "paix dans le monde et de la coopération entre les deux pays pendant plus de deux heures.\n",
        encoding="utf-8",
    )
    report = build_graph([str(articles), str(articles / "nowhere.txt")], settings)
    assert (report.extracted, report.duplicates, report.foreign) == (2, 1, 1)
    assert sorted(Path(failure.partition(": ")[0]).name for failure in report.failures) == [
        "empty.txt",
        "nowhere.txt",
        "picture.txt",
    ]


def test_failing_rule_costs_one_article_only(
    articles: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.extract.meetings import MeetingExtractor
    from kg.model.document import Document
    from kg.model.facts import Meeting

    extract = MeetingExtractor.__call__

    def broken(self: MeetingExtractor, doc: Document) -> list[Meeting]:
        if doc.article.source.endswith("lima.txt"):
            raise IndexError("out of range")
        return extract(self, doc)

    monkeypatch.setattr(MeetingExtractor, "__call__", broken)
    report = build_graph([str(articles)], settings)
    assert report.extracted == 1
    assert "lima.txt: extraction failed (IndexError: out of range)" in report.failures[0]


def test_store_of_another_base_is_refused(articles: Path, settings: Settings) -> None:
    build_graph([str(articles)], settings)
    with pytest.raises(StoreError, match="base"):
        build_graph([str(articles)], Settings(store=settings.store, base_iri="http://other.example/"))


def test_extract_yields_articles_and_errors_in_order(articles: Path, settings: Settings) -> None:
    (articles / "nothing.txt").write_bytes(b"")
    results = list(extract_articles([str(articles)], settings))
    assert [type(result).__name__ for result in results] == ["Extraction", "ReadError", "Extraction"]
    first = results[0]
    assert isinstance(first, Extraction)
    assert first.article.text == LIMA
    assert not isinstance(first, KgError)


def test_extract_gives_an_article_in_another_language_without_facts(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "paris.txt"
    source.write_text(
        "Le président de la République a rencontré le ministre des affaires étrangères à Paris. Ils ont parlé de la "
        "paix dans le monde et de la coopération entre les deux pays pendant plus de deux heures.\n",
        encoding="utf-8",
    )
    (result,) = extract_articles([str(source)], settings)
    assert isinstance(result, Extraction)
    assert result.article.language == "fr"
    assert (result.entities, result.meetings, result.policies, result.statements) == ((), (), (), ())
