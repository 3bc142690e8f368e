"""The competency questions: each runs on the sample graph and has the answer that is written down.

After a change of the extraction: `python scripts/update_questions.py`, and look at what it changes.
"""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest

from kg.store import View, open_store

ROOT = Path(__file__).parent.parent


def load_script() -> ModuleType:
    path = ROOT / "scripts" / "update_questions.py"
    spec = importlib.util.spec_from_file_location("update_questions", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["update_questions"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


SCRIPT = load_script()
QUESTIONS = SCRIPT.read_questions()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """The sample graph, built once."""
    store = SCRIPT.build_samples(tmp_path_factory.mktemp("samples") / "store")
    with open_store(store, read_only=True) as view:
        yield view


def test_there_are_questions_enough_numbered_without_gap() -> None:
    assert len(QUESTIONS) >= 25
    assert [question.number for question in QUESTIONS] == [f"{n:02d}" for n in range(1, len(QUESTIONS) + 1)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.path.stem)
def test_question_says_what_is_asked_and_by_whom(question: SCRIPT.Question) -> None:  # type: ignore[name-defined]
    first, second = question.text.splitlines()[:2]
    assert first.startswith(f"# {question.number}. ")
    assert first.endswith("?")
    assert second.startswith("# Asked by: ")
    assert "ORDER BY" in question.text


@pytest.mark.model
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.path.stem)
def test_question_has_the_expected_answer(samples: View, question: SCRIPT.Question) -> None:  # type: ignore[name-defined]
    answer = question.answer(samples)
    assert answer == question.expected.read_text(encoding="utf-8"), "run python scripts/update_questions.py"
    assert len(list(csv.reader(StringIO(answer)))) <= 16


@pytest.mark.model
def test_page_shows_the_answers(samples: View) -> None:
    assert SCRIPT.PAGE.read_text(encoding="utf-8") == SCRIPT.wanted(samples)[SCRIPT.PAGE]
