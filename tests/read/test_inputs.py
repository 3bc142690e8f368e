import os
from pathlib import Path

import pytest

from kg.errors import ReadError
from kg.read import find_inputs, read_articles
from tests.read.samples import faults_in


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.html", "a.json", ".hidden", "sub/c.xml", "sub/.git/d.txt", "sub/e.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    return tmp_path


def names(paths, folder):
    """The paths within a folder."""
    return [path.relative_to(folder).as_posix() for path in paths]


def test_folder_stands_for_its_files_sorted(folder):
    assert names(find_inputs([str(folder)]), folder) == ["a.html", "b.txt", "sub/c.xml", "sub/e.jsonl"]


def test_pattern_stands_for_its_matches(folder):
    assert names(find_inputs([f"{folder}/*.txt"]), folder) == ["b.txt"]
    assert names(find_inputs([f"{folder}/**/*.xml"]), folder) == ["sub/c.xml"]


def test_arguments_keep_their_order_without_repetition(folder):
    arguments = [f"{folder}/b.txt", str(folder), "-"]
    found = list(find_inputs(arguments))
    assert found[-1] == Path("-")
    assert names(found[:-1], folder) == ["b.txt", "a.html", "sub/c.xml", "sub/e.jsonl"]


def test_json_file_named_by_the_user_is_taken(folder):
    assert names(find_inputs([f"{folder}/a.json"]), folder) == ["a.json"]


@pytest.mark.parametrize("argument", ["no-such-file.txt", "no-such-*.txt"])
def test_argument_that_names_nothing_is_refused(tmp_path, argument):
    with pytest.raises(ReadError, match="no-such"):
        list(find_inputs([str(tmp_path / argument)]))


def test_empty_folder_is_refused(tmp_path):
    with pytest.raises(ReadError, match="no file"):
        list(find_inputs([str(tmp_path)]))


def test_dangling_link_and_pipe_are_listed_and_the_rest_goes_on(folder):
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    found = list(find_inputs([str(folder)]))
    assert names(found, folder) == ["a.html", "b.txt", "gone.txt", "pipe.txt", "sub/c.xml", "sub/e.jsonl"]
    assert list(find_inputs([str(folder / "gone.txt")])) == [folder / "gone.txt"]
    read = [one for path in found for one in read_articles(path)]
    assert len(read) == 6
    assert [message.split(": ")[1][:9] for message in faults_in(read)] == ["is a link", "is a pipe"]


def test_folder_without_permission_is_refused(tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_dir", refuse)
    with pytest.raises(ReadError, match="cannot be read: Permission denied"):
        list(find_inputs([str(tmp_path / "secret" / "a.txt")]))


def test_impossible_name_is_refused():
    with pytest.raises(ReadError, match="cannot be read"):
        list(find_inputs(["x" * 5000]))


@pytest.mark.parametrize(
    ("content", "listed"),
    [
        ('{"text": "Rojas met Soto."}', True),
        ('[{"title": "T", "body": "Rojas met Soto."}]', True),
        ('{"status": "ok", "articles": [{"content": "Rojas met Soto."}]}', True),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', False),
        ('{"meetings": [{"text": "Rojas met Soto."}], "persons": []}', False),
        ("[]", False),
        ("[1, 2]", False),
        ('{"text": "Rojas met', True),
    ],
)
def test_json_of_a_folder_is_listed_if_it_holds_articles(tmp_path, content, listed):
    (tmp_path / "a.json").write_text(content)
    (tmp_path / "b.txt").write_text("text")
    assert names(find_inputs([str(tmp_path)]), tmp_path) == (["a.json"] if listed else []) + ["b.txt"]


def test_folders_are_listed_in_the_order_of_their_paths(tmp_path):
    for name in ("sub/c", "sub-2/d", "sub.txt", "a", "sub/b/e"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    found = list(find_inputs([str(tmp_path)]))
    assert found == sorted(found)
    assert len(found) == 5


def test_link_to_a_folder_is_not_followed(tmp_path):
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names(find_inputs([str(tmp_path)]), tmp_path) == ["a.txt"]


def test_folder_that_cannot_be_listed_is_an_input_of_its_own(folder, monkeypatch):
    real = os.scandir

    def refuse(path):
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert names(find_inputs([str(folder)]), folder) == ["a.html", "b.txt", "sub"]


def test_large_folder_is_listed_while_it_is_read(tmp_path):
    for number in range(20):
        (tmp_path / f"{number:02}").mkdir()
        for inner in range(50):
            (tmp_path / f"{number:02}" / f"{inner:02}.txt").touch()
    listing = find_inputs([str(tmp_path)])
    first = next(listing)
    # What comes later is listed only when it is its turn.
    (tmp_path / "19" / "new.txt").touch()
    assert first.name == "00.txt"
    assert sum(1 for _ in listing) == 1000
