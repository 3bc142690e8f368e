"""One folder with every format that is read: each gives its article, and one command builds them all."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.config import Settings
from kg.model.document import Article
from kg.read import find_inputs, read_articles
from kg.reports import count_store
from kg.verify import verify_store
from tests.read.mixed import FORMATS, Story, make_folder

# A mail is of the day on which it was sent.
SENT = {"mail.eml": "2010-05-12"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    make_folder(folder)
    return folder


def body_words(article: Article) -> str:
    words = " ".join(" ".join(article.slice(span) for span in article.body).split())
    return words.translate({0x2019: "'", 0x201C: '"', 0x201D: '"'})


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_gives_its_article(folder: Path, name: str) -> None:
    story = Story(list(FORMATS).index(name))
    (article,) = read_articles(folder / name)
    assert isinstance(article, Article)
    assert article.headline == story.headline
    assert (article.date, article.date_precision in ("day", "time")) == (SENT.get(name, story.date), True)
    words = body_words(article)
    for paragraph in story.paragraphs:
        assert " ".join(paragraph.split()).translate({0x201C: '"', 0x201D: '"'}) in words
    for outside in ("HOME", "All rights reserved", "Ship aground", "Maria Delgado"):
        assert outside not in words


def test_folder_lists_every_format(folder: Path) -> None:
    found = {path.relative_to(folder).as_posix() for path in find_inputs([str(folder)])}
    assert found == set(FORMATS)


@pytest.mark.model
@pytest.mark.slow
def test_one_command_builds_the_folder(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    result = CliRunner().invoke(main, ["build", str(folder), "--store", str(store)])
    assert result.exit_code == 0, result.output
    assert f"{len(FORMATS)} extracted, 0 unchanged, 0 duplicates" in result.output
    counts = count_store(Settings(store=store))
    assert counts["articles"] == len(FORMATS)
    assert counts["meetings"] > 0.9 * len(FORMATS)
    assert counts["statements"] > 0.9 * len(FORMATS)
    assert verify_store(Settings(store=store)) == []
