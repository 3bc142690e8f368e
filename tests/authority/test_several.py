"""Several authorities as one: the first wins, nothing is merged that an item does not join, redirects are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.authority import Authority, NameKind
from kg.authority.several import SeveralAuthorities, open_authorities
from kg.errors import ResourceError
from tests.authority.items import embedded
from tests.authority.test_snapshot import made, row

HADLEY = "Stephen Hadley"


def hadley_item() -> str:
    (record,) = embedded().persons_named(HADLEY)
    assert record.qid is not None
    return record.qid


def several(folder: Path, *rows: str, redirects: dict[str, str] | None = None) -> SeveralAuthorities:
    return SeveralAuthorities([embedded(), made(folder, *rows)[0]], redirects=redirects)


def test_later_authority_adds_persons_and_names(tmp_path: Path) -> None:
    both = several(tmp_path, row("Q900000001", "Ana Silvestre"), row(hadley_item(), HADLEY, "S. J. Hadleigh"))
    assert [match.person.qid for match in both.matches("Ana Silvestre")] == ["Q900000001"]
    # The name is the later one's, the record is the first one's.
    (match,) = both.matches("S. J. Hadleigh")
    assert match.kind is NameKind.ALIAS
    assert match.person == embedded().persons_named(HADLEY)[0]
    assert [match.person.offices for match in both.matches(HADLEY)] == [embedded().persons_named(HADLEY)[0].offices]
    assert both.label_of("Q900000001") == "Ana Silvestre"
    assert both.has_person_name("Ana Silvestre")


def test_records_without_item_are_never_taken_for_one(tmp_path: Path) -> None:
    both = several(tmp_path, row("", HADLEY), row("", HADLEY))
    assert len(both.matches(HADLEY)) == 3
    assert len([r for r in both.persons_with_surname("Hadley") if r.label == HADLEY]) == 3


def test_order_of_authorities_decides(tmp_path: Path) -> None:
    own, _, _ = made(tmp_path, row(hadley_item(), HADLEY, prior="7"))
    first = SeveralAuthorities([own, embedded()], base=embedded())
    assert [match.person.prior for match in first.matches(HADLEY)] == [7]
    assert first.version != SeveralAuthorities([embedded(), own]).version


def test_merged_item_is_one_with_the_item_that_it_was_merged_into(tmp_path: Path) -> None:
    both = several(tmp_path, row("Q900000001", HADLEY), redirects={hadley_item(): "Q900000001"})
    (match,) = both.matches(HADLEY)
    assert (match.person.qid, match.person.offices) == ("Q900000001", embedded().persons_named(HADLEY)[0].offices)
    assert both.label_of(hadley_item()) == HADLEY
    assert both.upstream_problems() == [
        f"{embedded().persons.path}: 'Stephen Hadley': {hadley_item()} was merged into Q900000001 upstream"
    ]


def test_deleted_item_is_no_item(tmp_path: Path) -> None:
    both = several(tmp_path, row("Q900000001", "Ana Silvestre"), redirects={"Q900000001": ""})
    assert [match.person.qid for match in both.matches("Ana Silvestre")] == [None]


def test_each_item_comes_once_among_the_records(tmp_path: Path) -> None:
    both = several(tmp_path, row(hadley_item(), "Somebody"), row("Q900000001", "Ana Silvestre"))
    labels = [record.label for record in both.persons.records()]
    assert "Somebody" not in labels
    assert len(labels) == len(list(embedded().persons.records())) + 1


def test_authorities_of_the_settings_are_opened_in_order(tmp_path: Path) -> None:
    made(tmp_path, row("Q900000001", "Ana Silvestre"))
    path = tmp_path / "made.sqlite"
    assert open_authorities([], embedded()) is embedded()
    opened = open_authorities([path, "embedded"], embedded())
    assert isinstance(opened, SeveralAuthorities)
    assert opened.authorities[1] is embedded()
    assert opened.country("FR") is embedded().country("FR")
    with pytest.raises(ResourceError, match="no such authority"):
        open_authorities([tmp_path / "missing"], embedded())


def test_folder_of_tables_is_an_authority() -> None:
    folder = embedded().persons.path.parent
    opened = open_authorities(["embedded", folder], embedded())
    assert opened.matches(HADLEY) == embedded().matches(HADLEY)
    assert isinstance(opened, Authority)
