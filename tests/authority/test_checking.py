"""What is wrong with tables, redirects and selections is told with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.authority.checking import RowCheck, check_table, disagreements, read_redirects
from kg.authority.harvest.records import states_by_item
from kg.authority.harvest.selection import read_selection
from kg.errors import ResourceError
from kg.resources import resource_dir
from tests.authority.items import embedded
from tests.authority.test_snapshot import HEADER, made, row


def test_check_table_tells_each_problem_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "persons.tsv"
    rows = (
        row("Q900000001", "Ana Silva"),
        row("Q900000001", "Ana Silva"),
        row("Q900000002", "Bo Lind", countries="XX"),
        row("Q900000003", "Cy Tan", offices="other:Mayor@FR:2005-2001"),
        row("Q900000004", "Di Roe"),
    )
    path.write_text("# comment\n" + HEADER + "".join(rows), encoding="utf-8")
    check = RowCheck(state.iso2 for state in embedded().countries)
    redirects = {"Q900000004": "Q900000001", "Q900000002": ""}
    assert check_table(path, check, redirects=redirects) == [
        f"{path}:4: Q900000001 stands already in line 3",
        f"{path}:5: 'XX' is the code of no known state",
        f"{path}:5: Q900000002 was deleted upstream",
        f"{path}:6: 'Mayor' ends in 2001, before it begins in 2005",
        f"{path}:7: Q900000004 was merged into Q900000001 upstream",
    ]


def test_disagreements_tell_items_that_two_authorities_give_to_two_persons(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    _, one, _ = made(folders[0], row("Q900000001", "Ana Silva", born="1950"), row("Q900000002", "Bo Lind"))
    _, two, _ = made(folders[1], row("Q900000001", "Ana Silva", born="1971"), row("Q900000002", "Cy Tan"))
    assert list(disagreements(one, two, name="b")) == [
        "b: Q900000001 'Ana Silva': born in 1971, but 'Ana Silva' of an earlier authority in 1950",
        "b: Q900000002 'Cy Tan': an earlier authority calls this item 'Bo Lind'",
    ]
    assert list(disagreements(one, one, name="a")) == []


def table(folder: Path, header: str, *rows: str) -> Path:
    path = folder / "table.tsv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def test_redirects_lead_to_the_end_of_a_chain(tmp_path: Path) -> None:
    path = table(tmp_path, "qid\tnow", "Q900000001\tQ900000002", "Q900000002\tQ900000003", "Q900000004\t")
    assert read_redirects(path) == {"Q900000001": "Q900000003", "Q900000002": "Q900000003", "Q900000004": ""}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (("Q900000001\tQ900000002", "Q900000002\tQ900000001"), ":2: merges go round in a circle"),
        (("Q900000001\tQ900000002", "Q900000001\tQ900000003"), ":3: Q900000001 stands already in line 2"),
        (("Q900000001\tnowhere",), ":2: not an item"),
    ],
)
def test_redirects_that_cannot_be_are_told(tmp_path: Path, rows: tuple[str, ...], message: str) -> None:
    with pytest.raises(ResourceError, match=message):
        read_redirects(table(tmp_path, "qid\tnow", *rows))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (("person\tQ900000001",), ":2: cannot take 'person'"),
        (("office\tminister",), ":2: 'minister' is no Wikidata item"),
        (("office\tQ900000001\tking",), ":2: 'king' is no class of office"),
        (("class\t*",), r":2: '\*' is no Wikidata item"),
        (("office\tQ900000001", "office\tQ900000001\tminister"), ":3: office Q900000001 stands already"),
        (("since\t\tlong ago",), ":2: since 'long ago' is no year"),
        (("gender\tQ900000001\tx",), ":2: gender 'x'"),
        (("since\t\t1990",), "takes nothing"),
    ],
)
def test_selection_that_cannot_be_understood_is_told(tmp_path: Path, rows: tuple[str, ...], message: str) -> None:
    with pytest.raises(ResourceError, match=message):
        read_selection(table(tmp_path, "take\titem\tas\tnote", *rows))


def test_selection_of_the_installation_takes_all_states() -> None:
    states = states_by_item(embedded())
    found = read_selection(resource_dir("data") / "authority" / "selection.tsv", states=states)
    assert found.jurisdictions == tuple(states)
    assert sorted(found.genders.values()) == ["f", "m"]
    assert not found.every_office
    assert [found.counts(end) for end in (None, 2001, 1970)] == [True, True, False]
