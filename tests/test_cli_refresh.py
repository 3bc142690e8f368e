"""`kg build --refresh`, `kg events`: what is asked for must make sense, and is told before it is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.build import build_graph
from kg.cli import main
from kg.config import Settings
from tests.test_events import LIMA, SANTIAGO


def kg(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build"], "no INPUT"),
        (["build", "--refresh", "read"], "no INPUT"),
        (["build", "x", "--refresh", "link"], "leave the INPUT out"),
        (["build", "--refresh", "everything"], "is not one of"),
        (["watch"], "Missing argument"),
    ],
)
def test_senseless_refresh_is_a_usage_error(arguments: list[str], message: str) -> None:
    result = kg(*arguments)
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.model
def test_refresh_is_explained_and_done_and_events_are_printed(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in (("lima", LIMA), ("santiago", SANTIAGO)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    store = str(tmp_path / "store")
    build_graph([str(folder)], Settings(store=Path(store)))
    plan = kg("build", "--store", store, "--refresh", "map", "--explain")
    assert [line.split()[:2] for line in plan.stdout.splitlines()] == [["extract", "0"], ["link", "0"], ["map", "2"]]
    done = kg("build", "--store", store, "--refresh", "map", "--quiet")
    assert done.exit_code == 0
    assert "read: 0 extracted, 2 unchanged" in done.stdout
    told = kg("events", "--store", store)
    assert told.exit_code == 0
    assert told.stdout.count("told by") == 4
    iris = [line.split()[-1] for line in told.stdout.splitlines() if "told by" in line and "/meeting/" in line]
    assert kg("events", "--store", store, *iris).stdout.startswith("one event: ")
    assert kg("events", "--store", store, "meeting/none").exit_code == 2
