"""Exports of several files: a folder, or one ZIP archive whose bytes depend on the files alone."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreError
from kg.store.base import Output

# The earliest time that ZIP can say; archives bear no clock.
_TIME = (1980, 1, 1, 0, 0, 0)


@contextmanager
def zip_package(output: Output) -> Iterator[Path]:
    """A folder to write files into; they are packed into the output when the block ends well."""
    with tempfile.TemporaryDirectory(prefix="newsgraph-export-") as name:
        folder = Path(name)
        yield folder
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
            for path in _files(folder):
                _add(archive, path, path.relative_to(folder).as_posix())


@contextmanager
def folder_package(target: Path) -> Iterator[Path]:
    """A folder to write files into; each replaces its namesake in the target when the block ends well.

    Other files of the target stay.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as name:
            folder = Path(name)
            yield folder
            for path in _files(folder):
                place = target / path.relative_to(folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
    except OSError as error:
        raise StoreError(f"{target}: cannot write: {error.strerror or error}") from error


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as target:
        while piece := source.read(1 << 20):
            target.write(piece)
