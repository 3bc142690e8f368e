"""Runs the pipeline over the inputs that gold files name, and scores what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kg.authority import Authority
from kg.build import extract_articles
from kg.config import Settings
from kg.errors import KgError, ReadError
from kg.evaluate.cases import Case, NameBook
from kg.evaluate.gold import CLASSES, GoldArticle
from kg.evaluate.goldfiles import find_gold, read_gold
from kg.evaluate.layers import TokenText
from kg.evaluate.matching import pair_best
from kg.evaluate.scoring import Evaluation, score_cases
from kg.evaluate.words import alike
from kg.model.document import Article
from kg.model.extraction import Extraction

# What speaks for an extraction's being of an annotated article, in a file that holds several.
SAME_URL, SAME_END, SAME_HEADLINE, SAME_INDEX = 3.0, 2.0, 1.0, 0.5
HEADLINE_ALIKE = 0.8

Found = list[tuple[GoldArticle, Path]]


def evaluate_gold(
    gold: Path, settings: Settings, *, inputs: Path | None = None, classes: Sequence[str] = CLASSES
) -> Evaluation:
    """The scores of the pipeline on annotated articles.

    A gold file that has not the form of one, or whose input is not there, is named among the failures and the others
    are scored; an article whose input is there but gives no extraction counts as missed in all its parts.

    Args:
        gold: A folder of gold files, or one.
        settings: What the pipeline runs with.
        inputs: Where the inputs are; beside the gold file or one level above it if None.
        classes: What to score, of `CLASSES`.

    Raises:
        ReadError: There is no gold file.
    """
    failures: list[str] = []
    found = _read(gold, inputs, failures)
    extracted = _extract(list(dict.fromkeys(path for _, path in found)), settings, failures)
    book = NameBook(Authority.load(settings.data_dir / "authority"))
    cases = [Case.build(article, extraction, book) for article, extraction in _pair(found, extracted, failures)]
    return score_cases(cases, classes=classes, failures=failures)


def _read(gold: Path, inputs: Path | None, failures: list[str]) -> Found:
    """The annotated articles with the files they annotate."""
    found: Found = []
    for path in find_gold(gold):
        try:
            found += [(article, find_input(article.input, path, inputs)) for article in read_gold(path)]
        except ReadError as error:
            failures.append(str(error))
    return found


def find_input(name: str, gold: Path, inputs: Path | None = None) -> Path:
    """The input of a gold file.

    Raises:
        ReadError: It is in none of the places where it may be.
    """
    folders = [inputs] if inputs else [gold.parent, gold.parent.parent]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    places = " or ".join(str(folder) for folder in folders)
    raise ReadError(f"{gold}: input: {name!r} is not in {places}: name its folder with --inputs")


def _extract(paths: list[Path], settings: Settings, failures: list[str]) -> dict[str, list[Extraction]]:
    """The extractions by the name of their file."""
    found: dict[str, list[Extraction]] = {}
    for result in extract_articles([str(path) for path in paths], settings):
        if isinstance(result, KgError):
            failures.append(str(result))
        else:
            found.setdefault(result.article.source, []).append(result)
    return found


def _pair(
    found: Found, extracted: dict[str, list[Extraction]], failures: list[str]
) -> list[tuple[GoldArticle, Extraction]]:
    """Each annotated article with its extraction; an empty one where there is none."""
    pairs: dict[int, Extraction] = {}
    for path in dict.fromkeys(path for _, path in found):
        numbers = [n for n, (_, other) in enumerate(found) if other == path]
        results = extracted.get(str(path), [])
        golds = [found[n][0] for n in numbers]
        pairs |= {numbers[g]: results[r] for g, r in pair_articles(golds, results)}
    for n, (article, path) in enumerate(found):
        if n not in pairs:
            failures.append(f"{path}: nothing was extracted for article {article.id!r}: all of it counts as missed")
    empty = Extraction(Article(id="", text="", body=()))
    return [(article, pairs.get(n, replace(empty))) for n, (article, _) in enumerate(found)]


def pair_articles(golds: Sequence[GoldArticle], results: Sequence[Extraction]) -> list[tuple[int, int]]:
    """Which extraction of a file is of which annotated article (as numbers); a single pair needs no proof."""
    if len(golds) == 1 and len(results) == 1:
        return [(0, 0)]
    texts = [TokenText(result.article.text) for result in results]

    def likeness(g: int, r: int) -> float:
        gold, article = golds[g], results[r].article
        ends = sum(bool(texts[r].find(words)) for words in (gold.body_first, gold.body_last))
        same_url = gold.url is not None and gold.url.rstrip("/") == (article.url or "").rstrip("/")
        headed = alike(gold.headline, article.headline) >= HEADLINE_ALIKE
        placed = (g if gold.index is None else gold.index) == r
        return SAME_URL * same_url + SAME_END * ends + SAME_HEADLINE * headed + SAME_INDEX * placed

    return pair_best(len(golds), len(results), likeness)
