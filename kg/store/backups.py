"""A store ↔ a backup folder: a snapshot, the extractions, and a manifest with the digest of every file.

    manifest.json    format of the backup and of the store, base IRI, revision, and of each file size and SHA-256
    oxigraph/        the database as it was at that revision
    *.sqlite         what is kept beside it

A backup may be taken while a server reads and a build writes: snapshots never change, and the files beside them are
copied by SQLite. Both folders appear under their names only when they are whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg import __version__
from kg.errors import NotFoundError, StoreError, StoreLockedError, StoreVersionError
from kg.store.failures import telling
from kg.store.folder import DATABASE, FORMAT, Description, StoreFolder
from kg.store.migrations import can_migrate
from kg.store.moving import exchange
from kg.store.opening import publish_leftovers

BACKUP_FORMAT = 1
MANIFEST = "manifest.json"
# How often a copy is begun anew because a build has published meanwhile.
_ATTEMPTS = 5
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """What a manifest says of a backup: where, of which store, and its size."""

    path: Path
    store_format: int
    base_iri: str
    revision: int
    files: Mapping[str, tuple[int, str]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self.files.values())


def write_backup(store: Path, target: Path) -> Backup:
    """Copy the newest snapshot of a store, and what is kept beside it, into a new folder.

    Raises:
        NotFoundError: There is no store.
        StoreError: The target exists, or cannot be written.
        StoreLockedError: Another backup writes the same target.
    """
    folder = StoreFolder(store)
    folder.describe()
    target = target.absolute()
    _refuse(target)
    publish_leftovers(store)
    pending = target.with_name(f".{target.name}.part")
    with telling(f"cannot write {target}"), _alone(pending):
        description = _copy(folder, pending)
        files = {name: _measure(pending / name) for name in _names(pending)}
        backup = Backup(target, description.format, description.base_iri, description.revision, files)
        _write_manifest(pending, backup)
        _sync_tree(pending)
        _refuse(target)
        pending.rename(target)
        _sync(target.parent)
    return backup


def read_backup(path: Path) -> Backup:
    """The manifest of a backup, with every file checked against it.

    Raises:
        NotFoundError: There is no backup.
        StoreVersionError: A newer version wrote it.
        StoreError: A file is missing, damaged, or too many.
    """
    if not (path / MANIFEST).is_file():
        raise NotFoundError(f"there is no backup at {path}: it has no {MANIFEST}")
    backup = _read_manifest(path)
    if backup.store_format != FORMAT and not can_migrate(backup.store_format, FORMAT):
        raise StoreVersionError(
            f"{path} has store format {backup.store_format}, this version reads format {FORMAT}: "
            "restore it with the version that wrote it"
        )
    present = set(_names(path))
    if present != set(backup.files):
        wrong = sorted(present ^ set(backup.files))
        raise StoreError(f"{path} is damaged: {wrong[0]} {'is missing' if wrong[0] in backup.files else 'is foreign'}")
    for name, expected in sorted(backup.files.items()):
        if _measure(path / name) != expected:
            raise StoreError(f"{path} is damaged: {name} is not what its digest says: use another backup")
    return backup


def restore_backup(path: Path, store: Path, *, force: bool = False) -> Backup:
    """Make a store of a backup. With `force` it takes the place of the store that is there.

    Who reads the replaced store reads on until the next query; the revision goes on from the higher of both, so that
    a server notices.

    Raises:
        StoreError: The backup is damaged, or there is a store and no `force`, or something that is no store.
        StoreLockedError: A build is writing the store that is to be replaced.
    """
    backup = read_backup(path)
    store = store.absolute()
    folder = StoreFolder(store)
    there = folder.exists()
    if there and not force:
        raise StoreError(f"{store} is a store already: restore to another path, or replace it with --force")
    pending = store.with_name(f".{store.name}.restoring")
    handle = folder.lock(0.0) if there else None
    try:
        with telling(f"cannot write {store}"), _alone(pending):
            revision = max(backup.revision, folder.describe().revision if there else 0)
            _unpack(backup, pending, revision)
            exchange(pending, store)
            _sync(store.parent)
    finally:
        if handle is not None:
            os.close(handle)
    return backup


def _copy(folder: StoreFolder, pending: Path) -> Description:
    """Copy the files, so that those beside the database are not ahead of it: a build notes what it has written only
    once it has published that, and no revision was published while they were copied."""
    for attempt in range(_ATTEMPTS):
        lease = folder.lease()
        try:
            shutil.rmtree(pending / DATABASE, ignore_errors=True)
            for path in sorted(folder.path.glob("*.sqlite")):
                _copy_tables(path, pending / path.name)
            # The last attempt takes what it gets: only a build that publishes all the time leads here.
            if folder.describe().revision != lease.revision and attempt < _ATTEMPTS - 1:
                continue
            shutil.copytree(lease.path, pending / DATABASE)
            description = folder.describe()
            return Description(description.format, description.base_iri, lease.revision)
        finally:
            lease.close()
    raise AssertionError("the last attempt returns")


def _copy_tables(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        reading = sqlite3.connect(f"{source.resolve().as_uri()}?{_way_to_read(source)}", uri=True, timeout=30)
        writing = sqlite3.connect(target)
        try:
            reading.backup(writing)
            # One file, without a log beside it.
            writing.execute("PRAGMA journal_mode = DELETE")
        finally:
            writing.close()
            reading.close()
    except sqlite3.Error as error:
        raise StoreError(f"{source}: cannot be copied: {error}") from error


def _way_to_read(source: Path) -> str:
    """Readers of a SQLite file in this mode write beside it, unless they are told that nobody can change it."""
    fixed = not os.access(source.parent, os.W_OK) and not source.with_name(f"{source.name}-wal").exists()
    return "immutable=1" if fixed else "mode=ro"


def _unpack(backup: Backup, pending: Path, revision: int) -> None:
    """The folder of a store with the backup's files. Its snapshot is made when it is opened first."""
    shutil.copytree(backup.path, pending, dirs_exist_ok=True, ignore=shutil.ignore_patterns(MANIFEST))
    folder = StoreFolder(pending)
    folder.write(Description(backup.store_format, backup.base_iri, revision))
    folder.mark_unpublished()
    publish_leftovers(pending)
    _sync_tree(pending)


def _refuse(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise StoreError(f"{target} is there already: give a new name")


def _names(folder: Path) -> list[str]:
    """The files of a backup, the manifest aside, by their path in it."""
    files = (path for path in folder.rglob("*") if not path.is_dir())
    return sorted(name for path in files if (name := path.relative_to(folder).as_posix()) != MANIFEST)


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return stream.tell(), digest


def _write_manifest(folder: Path, backup: Backup) -> None:
    value = {
        "format": BACKUP_FORMAT,
        "newsgraph": __version__,
        "store_format": backup.store_format,
        "base_iri": backup.base_iri,
        "revision": backup.revision,
        "files": {name: {"bytes": size, "sha256": digest} for name, (size, digest) in sorted(backup.files.items())},
    }
    (folder / MANIFEST).write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def _read_manifest(path: Path) -> Backup:
    try:
        value = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if value["format"] != BACKUP_FORMAT:
            raise StoreVersionError(
                f"{path} has backup format {value['format']}, this version reads format {BACKUP_FORMAT}: "
                "restore it with the version that wrote it"
            )
        files = {str(name): (int(each["bytes"]), str(each["sha256"])) for name, each in value["files"].items()}
        return Backup(path, int(value["store_format"]), str(value["base_iri"]), int(value["revision"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{path / MANIFEST} is damaged: use another backup ({error})") from error


@contextmanager
def _alone(pending: Path) -> Iterator[None]:
    """A folder to prepare something in, for one process at a time; it is removed at the end if it is still there."""
    pending.parent.mkdir(parents=True, exist_ok=True)
    pending.mkdir(exist_ok=True)
    handle = os.open(pending, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreLockedError(f"another process is writing {pending}: wait until it has ended") from None
        _empty(pending)  # left by one that was killed
        try:
            yield
        finally:
            shutil.rmtree(pending, ignore_errors=True)
    finally:
        os.close(handle)


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
