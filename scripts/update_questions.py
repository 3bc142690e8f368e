"""Writes the answers to the competency questions on the sample graph, and docs/questions.md.

python scripts/update_questions.py               build the sample graph, write the expected answers and the page
python scripts/update_questions.py --store PATH  take a store that holds the sample graph already
python scripts/update_questions.py --check       write nothing; exit 1 if an answer or the page is stale
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.build import build_graph
from kg.config import Settings
from kg.query import query_text
from kg.store import View, open_store

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "ontology" / "questions"
EXPECTED = QUESTIONS / "expected"
PAGE = ROOT / "docs" / "questions.md"
SHOWN = 3
INTRODUCTION = """# What can be asked

<!-- Written by `python scripts/update_questions.py` from ontology/questions/. Do not edit. -->

The competency questions of the ontology: what journalists and political scientists ask, each as a query that runs on
any store (`kg query --file ontology/questions/01-who-met-whom.rq`). The answers are those of the sample graph
(`kg build data/samples`) as the present rules extract it, mistakes included; tests run every question and compare. Only
the first rows are shown here; `ontology/questions/expected/` has them all.
"""


@dataclass(frozen=True)
class Question:
    """A file of questions/: number, words, who asks, query."""

    path: Path
    text: str

    @property
    def number(self) -> str:
        return self.path.name[:2]

    @property
    def words(self) -> str:
        return self.text.splitlines()[0].split(". ", 1)[1]

    @property
    def asked_by(self) -> str:
        return self.text.splitlines()[1].removeprefix("# Asked by: ").removesuffix(".")

    @property
    def expected(self) -> Path:
        return EXPECTED / f"{self.number}.csv"

    def answer(self, view: View) -> str:
        """The answer as CSV with plain line feeds."""
        return query_text(view, self.text, format="csv").replace("\r\n", "\n")


def read_questions() -> list[Question]:
    """All questions in the order of their numbers."""
    return [Question(path, path.read_text(encoding="utf-8")) for path in sorted(QUESTIONS.glob("*.rq"))]


def page(answers: dict[str, str]) -> str:
    """docs/questions.md."""
    parts = [INTRODUCTION.rstrip()]
    for question in read_questions():
        answer = answers[question.number]
        file = question.path.relative_to(ROOT).as_posix()
        parts += [f"## {question.number}. {question.words}", f"Asked by {question.asked_by}; `{file}`.", _table(answer)]
    return "\n\n".join(parts) + "\n"


def _table(answer: str) -> str:
    head, *rows = csv.reader(StringIO(answer))
    lines = [head, ["---"] * len(head), *([_cell(value) for value in row] for row in rows[:SHOWN])]
    shown = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return shown if len(rows) <= SHOWN else f"{shown}\n\n… and {len(rows) - SHOWN} more."


def _cell(value: str) -> str:
    flat = " ".join(value.split()).replace("|", "\\|")
    return flat if len(flat) <= 100 else f"{flat[:99]}…"


def wanted(view: View) -> dict[Path, str]:
    """What the files should hold."""
    answers = {question.number: question.answer(view) for question in read_questions()}
    return {**{EXPECTED / f"{number}.csv": answer for number, answer in answers.items()}, PAGE: page(answers)}


def build_samples(store: Path) -> Path:
    """The sample graph, built with default settings."""
    build_graph([str(ROOT / "data" / "samples")], Settings(store=store))
    return store


def run(store: Path, *, check: bool) -> int:
    """Write the files, or tell which are stale; gives the exit code."""
    with open_store(store, read_only=True) as view:
        files = wanted(view)
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    stale += [path for path in EXPECTED.glob("*.csv") if path not in files]
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        if not check and path in files:
            path.parent.mkdir(exist_ok=True)
            path.write_text(files[path], encoding="utf-8")
        elif not check:
            path.unlink()
    return int(check and bool(stale))


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    if "--store" in arguments:
        return run(Path(arguments[arguments.index("--store") + 1]), check=check)
    with TemporaryDirectory() as folder:
        return run(build_samples(Path(folder) / "store"), check=check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
