import os
from pathlib import Path

import pytest

from kg.errors import ReadError
from kg.read import find_inputs, read_articles


@pytest.fixture
def folder(tmp_path):
    for name in ("b.txt", "a.html", "a.json", ".hidden", "sub/c.xml", "sub/.git/d.txt", "sub/e.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    return tmp_path


def names(paths, folder):
    return [path.relative_to(folder).as_posix() for path in paths]


def test_folder_stands_for_its_files_sorted(folder):
    assert names(find_inputs([str(folder)]), folder) == ["a.html", "b.txt", "sub/c.xml", "sub/e.jsonl"]


def test_pattern_stands_for_its_matches(folder):
    assert names(find_inputs([f"{folder}/*.txt"]), folder) == ["b.txt"]
    assert names(find_inputs([f"{folder}/**/*.xml"]), folder) == ["sub/c.xml"]


def test_arguments_keep_their_order_without_repetition(folder):
    arguments = [f"{folder}/b.txt", str(folder), "-"]
    found = find_inputs(arguments)
    assert found[-1] == Path("-")
    assert names(found[:-1], folder) == ["b.txt", "a.html", "sub/c.xml", "sub/e.jsonl"]


def test_json_file_named_by_the_user_is_taken(folder):
    assert names(find_inputs([f"{folder}/a.json"]), folder) == ["a.json"]


@pytest.mark.parametrize("argument", ["no-such-file.txt", "no-such-*.txt"])
def test_argument_that_names_nothing_is_refused(tmp_path, argument):
    with pytest.raises(ReadError, match="no-such"):
        find_inputs([str(tmp_path / argument)])


def test_empty_folder_is_refused(tmp_path):
    with pytest.raises(ReadError, match="no file"):
        find_inputs([str(tmp_path)])


def test_dangling_link_and_pipe_are_listed_and_the_rest_goes_on(folder):
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    found = find_inputs([str(folder)])
    assert names(found, folder) == ["a.html", "b.txt", "gone.txt", "pipe.txt", "sub/c.xml", "sub/e.jsonl"]
    assert find_inputs([str(folder / "gone.txt")]) == [folder / "gone.txt"]
    read, refused = [], []
    for path in found:
        try:
            read.extend(read_articles(path))
        except ReadError as error:
            refused.append(str(error))
    assert len(read) == 4
    assert [message.split(": ")[1][:9] for message in refused] == ["is a link", "is a pipe"]


def test_folder_without_permission_is_refused(tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "is_dir", refuse)
    with pytest.raises(ReadError, match="cannot be read: Permission denied"):
        find_inputs([str(tmp_path / "secret" / "a.txt")])


def test_impossible_name_is_refused():
    with pytest.raises(ReadError, match="cannot be read"):
        find_inputs(["x" * 5000])
