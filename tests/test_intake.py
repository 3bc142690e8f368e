"""What comes in: everything named is read, lazily; what is passed over is counted, and progress is told."""

from __future__ import annotations

import itertools
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli_intake import ProgressLog, take_intake
from kg.config import Settings
from kg.errors import ConfigError
from kg.intake import Intake, Reached, read_inputs, wanted_articles
from kg.model.document import Article, Span
from kg.read import Choice
from kg.reports import BuildReport
from tests.net.pages import Site, serve
from tests.read.samples import BODY, HEADLINE, HTML, PAGE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.html").write_text(HTML, encoding="utf-8")
    (news / "b.txt").write_text(PAGE, encoding="utf-8")
    lines = [{"text": "\n\n".join(BODY), "title": f"Talks {n}", "date": f"2010-05-1{n}"} for n in range(4)]
    (news / "c.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return news


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "store", contact="desk@example.org", fetch_networks="127.0.0.1")


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def read(settings: Settings, *inputs: str | Path, **options: object) -> tuple[list[Article], BuildReport]:
    report = BuildReport()
    intake = Intake(
        Choice(**{name: value for name, value in options.items() if name not in ("fields", "follow")}),  # type: ignore[arg-type]
        options.get("fields", {}),  # type: ignore[arg-type]
        bool(options.get("follow")),
    )
    found = list(read_inputs([str(name) for name in inputs], report, settings=settings, intake=intake))
    return found, report


def names(articles: list[Article]) -> list[str]:
    return [Path(article.source).name for article in articles]


def test_everything_is_read_without_a_choice(folder: Path, settings: Settings) -> None:
    articles, report = read(settings, folder)
    assert names(articles) == ["a.html", "b.txt", "c.jsonl", "c.jsonl", "c.jsonl", "c.jsonl"]
    assert not report.failures
    assert not report.passed_over


def test_limit_ends_the_reading_and_the_rest_of_the_input_is_not_gone(folder: Path, settings: Settings) -> None:
    articles, report = read(settings, folder, limit=3)
    assert names(articles) == ["a.html", "b.txt", "c.jsonl"]
    assert report.limited
    assert report.damaged == {str(folder / "c.jsonl")}
    assert "reading ended at the number of articles asked for" in report.lines()


def test_what_is_passed_over_is_counted_by_its_reason(folder: Path, settings: Settings) -> None:
    articles, report = read(settings, folder, since="2010-05-12", until="2010-05-12", exclude=("b.*",))
    assert names(articles) == ["a.html", "c.jsonl"]
    assert report.passed_over == {"in --exclude": 1, "before --since": 2, "after --until": 1}
    # What was passed over is not gone from the store.
    assert report.damaged == {str(folder / "c.jsonl")}
    assert "passed over: 1 after --until, 2 before --since, 1 in --exclude" in report.lines()


def test_patterns_choose_sources_and_addresses(folder: Path, settings: Settings) -> None:
    assert names(read(settings, folder, include=("*.txt", "*.html"))[0]) == ["a.html", "b.txt"]
    assert names(read(settings, folder, include=("https://harbour.example/*",))[0]) == ["a.html"]


def test_fields_are_named_by_the_user(tmp_path: Path, settings: Settings) -> None:
    words = "\n\n".join(BODY)
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"story": {"main_part": words}, "kopf": HEADLINE, "tag": "2010-05-12"}]))
    (tmp_path / "a.csv").write_text(f'kopf,rumpf,tag\n{HEADLINE},"{words}",2010-05-12\n', encoding="utf-8")
    fields = {"headline": "kopf", "date": "tag"}
    (article,), _ = read(settings, path, fields={**fields, "text": "story.main_part"})
    assert (article.headline, article.date, article.text) == (HEADLINE, "2010-05-12", words)
    (article,), _ = read(settings, tmp_path / "a.csv", fields={**fields, "text": "rumpf"})
    assert (article.headline, article.date, article.text) == (HEADLINE, "2010-05-12", words)


def test_field_that_no_article_has_is_a_fault_of_the_command() -> None:
    with pytest.raises(ConfigError, match="colour=x"):
        Intake(fields={"colour": "x"})


def test_folder_of_the_store_is_passed_over(tmp_path: Path, folder: Path, settings: Settings) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "x.txt").write_text(PAGE)
    assert len(read(settings, tmp_path)[0]) == 6


def test_inputs_that_cannot_be_read_are_named_and_the_rest_is_read(folder: Path, settings: Settings) -> None:
    (folder / "d.txt").write_bytes(b"")
    articles, report = read(settings, "none.txt", "ftp://x.example/a", folder)
    assert len(articles) == 6
    assert [failure.split(": ")[0] for failure in report.failures] == [
        "none.txt",
        "ftp://x.example/a",
        str(folder / "d.txt"),
    ]


def test_addresses_and_files_are_read_side_by_side(site: Site, folder: Path, settings: Settings) -> None:
    url = site.page("/a", HTML.replace("fishing.html", "other.html"))
    articles, report = read(settings, url, folder / "b.txt", f"{site.origin}/none")
    assert [article.source for article in articles] == [url, str(folder / "b.txt")]
    assert report.failures == [f"{site.origin}/none: the server answers 404 Not Found"]


def test_nothing_is_fetched_unless_an_address_is_named(site: Site, tmp_path: Path, settings: Settings) -> None:
    page = site.page("/a", HTML)
    feed = f"<rss><channel><item><link>{page}</link><description>{BODY[1]}</description></item></channel></rss>"
    (tmp_path / "feed.xml").write_text(feed)
    links = f'<img src="{page}"><a href="{page}">x</a>'
    (tmp_path / "b.html").write_text(f"<html><body><p>{BODY[1]}</p>{links}</body></html>")
    assert len(read(settings, tmp_path, follow=True)[0]) == 2
    assert site.seen == []


def test_address_needs_a_contact_and_loopback_a_setting(site: Site, settings: Settings, tmp_path: Path) -> None:
    url = site.page("/a", HTML)
    with pytest.raises(ConfigError, match="reading an address needs `contact`"):
        read(Settings(store=tmp_path / "s"), url)
    articles, report = read(Settings(store=tmp_path / "s", contact="desk@example.org"), url)
    assert not articles
    assert "is an address of this machine or of a private network" in report.failures[0]
    assert site.seen == []


def test_other_languages_are_counted_unless_asked_for() -> None:
    bodies = [
        Article(id=name, text="Text.", body=(Span(0, 5),), language=language, source=name)
        for name, language in (("a", "de-AT"), ("b", "en-GB"))
    ]
    report = BuildReport()
    assert [one.id for one in wanted_articles(iter(bodies), report)] == ["b"]
    assert report.foreign == 1
    assert [one.id for one in wanted_articles(iter(bodies), BuildReport(), all_languages=True)] == ["a", "b"]


def test_progress_tells_bytes_and_articles(folder: Path, settings: Settings) -> None:
    told: list[Reached] = []
    inputs = [str(folder)]
    list(read_inputs(inputs, BuildReport(), told.append, settings=settings))
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert told[0] == Reached(0, 0, 0, size, str(folder / "a.html"))
    assert told[-1] == Reached(6, 3, size, size, str(folder / "c.jsonl"))
    for before, after in itertools.pairwise(told):
        assert before.read <= after.read
        assert before.articles <= after.articles


def test_size_of_standard_input_and_addresses_is_not_known(site: Site, folder: Path, settings: Settings) -> None:
    told: list[Reached] = []
    list(read_inputs([site.page("/a", HTML), str(folder)], BuildReport(), told.append, settings=settings))
    assert {reached.size for reached in told} == {None}


def test_progress_is_logged_with_rate_and_time_left() -> None:
    lines: list[str] = []
    times = iter([0.0, 50.0, 100.0])
    log = ProgressLog(lambda: next(times), lines.append)
    for articles in range(251):
        log(Reached(articles, 0, articles * 10, 5000, "news/a.warc"))
    assert lines == [
        "kg: 100 articles of 1 inputs, 2.0/s, 0:03:20 left, at news/a.warc",
        "kg: 200 articles of 1 inputs, 2.0/s, 0:02:30 left, at news/a.warc",
    ]


@pytest.mark.slow
def test_folder_of_many_files_starts_at_once_and_costs_no_memory(tmp_path: Path, settings: Settings) -> None:
    def peak(count: int) -> int:
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:06}.txt").write_text(f"Rojas met Soto in port {number}.\n")
        tracemalloc.start()
        articles = read_inputs([str(folder)], BuildReport(), settings=settings)
        assert next(articles).source.endswith("000000.txt")
        found = tracemalloc.get_traced_memory()[1]
        articles.close()
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(20_000) < peak(200) + 10_000_000


OPTIONS = {"limit": None, "since": None, "until": None, "include": (), "exclude": (), "fields": (), "follow": False}


def test_options_of_the_command_line_are_taken_out_and_checked() -> None:
    options = {**OPTIONS, "limit": 5, "since": "2010", "fields": ("text=story.body", "date = day"), "model": "m"}
    intake = take_intake(options)
    assert options == {"model": "m"}
    assert intake == Intake(Choice(limit=5, since="2010"), {"text": "story.body", "date": "day"})


@pytest.mark.parametrize(
    "wrong", [{"since": "soon"}, {"fields": ("text",)}, {"fields": ("=x",)}, {"fields": ("colour=x",)}]
)
def test_options_that_make_no_sense_are_faults_of_the_command(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        take_intake({**OPTIONS, **wrong})
