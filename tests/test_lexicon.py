from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ResourceError
from kg.lexicon import Lexicon, read_table, split_cell
from kg.resources import resource_dir


def test_table_skips_comments_and_fills_short_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("# what it is\nword\tkind\n\nmeet\tverb\ntalks\n", encoding="utf-8")
    assert read_table(path) == [{"word": "meet", "kind": "verb"}, {"word": "talks", "kind": ""}]


def test_table_with_a_broken_row_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("# comment\nword\tkind\nmeet\tverb\textra\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=r"t\.tsv:3: 3 cells for 2 columns"):
        read_table(path)


def test_missing_and_empty_tables_are_errors(tmp_path: Path) -> None:
    (tmp_path / "empty.tsv").write_text("# only a comment\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="no header line"):
        read_table(tmp_path / "empty.tsv")
    with pytest.raises(ResourceError, match=r"none\.tsv: cannot read"):
        Lexicon(tmp_path).rows("none")


def test_lexicon_gives_rows_sets_and_lookups(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("word\tkind\nmeet\tverb\ntalks\tnoun\n", encoding="utf-8")
    lexicon = Lexicon(tmp_path)
    assert lexicon.words("t") == {"meet", "talks"}
    assert lexicon.words("t", kind="noun") == {"talks"}
    assert lexicon.by("t", "word")["meet"] == {"word": "meet", "kind": "verb"}


def test_cell_with_several_values_is_split() -> None:
    assert split_cell("a| b ||c") == ("a", "b", "c")


@pytest.mark.parametrize("path", sorted((resource_dir("data") / "gazetteer").glob("*.tsv")), ids=lambda path: path.name)
def test_every_shipped_table_reads_and_says_what_it_is(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert read_table(path)
