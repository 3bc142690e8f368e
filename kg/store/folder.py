"""The folder of a store: `store.json`, the snapshots and their leases. Knows files, not quads.

    oxigraph/        the database; one process at a time has it open
    oxigraph.pending a database in the making, of a bulk load or of files to be loaded
    lock             held by that process with an exclusive `flock`
    store.json       format version, base IRI, revision of the newest snapshot
    snapshots/N/     the database as it was at revision N, never changed again
    unpublished      exists while the database holds changes that no snapshot has

Who reads a snapshot holds a shared `flock` on its folder: it is dropped by the kernel when the process ends, however it
ends, and a snapshot is removed only when nobody holds it. Every step is a rename or a creation, so a writer killed
between any two of them leaves a folder that opens.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kg.errors import NotFoundError, StoreError, StoreLockedError, StoreVersionError
from kg.store.failures import telling
from kg.store.migrations import MIGRATIONS, can_migrate

FORMAT = 1
DATABASE = "oxigraph"
DESCRIPTION = "store.json"
SNAPSHOTS = "snapshots"
UNPUBLISHED = "unpublished"
LOCK = "lock"
_LOCK_POLL = 0.02
# What a folder that has no store yet may hold: files of foreign tools, and those of a creation that was killed.
_IGNORED = frozenset({".DS_Store", ".gitkeep", "lost+found", LOCK, f"{DESCRIPTION}.pending"})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Description:
    """What `store.json` says."""

    format: int = FORMAT
    base_iri: str = ""
    revision: int = 0


class Lease:
    """The right to read one snapshot; it stays on disk until the lease is closed."""

    def __init__(self, path: Path, revision: int, handle: int) -> None:
        self.path = path
        self.revision = revision
        self._handle: int | None = handle

    def close(self) -> None:
        """Give the snapshot back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class StoreFolder:
    """One store folder on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def database(self) -> Path:
        return self.path / DATABASE

    @property
    def pending_database(self) -> Path:
        """Where a bulk load makes the database before it is whole."""
        return self.path / f"{DATABASE}.pending"

    def clear_pending(self) -> None:
        """Remove what a load that was killed has left. Only who holds the lock may call it."""
        for path in (*self.path.glob(f"{DATABASE}.pending*"), self.path / f"{DATABASE}.replaced"):
            shutil.rmtree(path, ignore_errors=True)

    @property
    def description_path(self) -> Path:
        return self.path / DESCRIPTION

    @property
    def outdated(self) -> bool:
        """Whether the store has an older format, which it loses when it is opened to be written."""
        return self.describe().format != FORMAT

    @property
    def unpublished(self) -> bool:
        """Whether the database holds changes that no snapshot has."""
        return (self.path / UNPUBLISHED).exists()

    def exists(self) -> bool:
        """Whether there is a store; StoreError if something else is in its place."""
        if not self.path.exists():
            return False
        if not self.path.is_dir():
            raise StoreError(f"{self.path} is a file, not the folder of a store: give another path")
        if self.description_path.is_file():
            return True
        if any(entry.name not in _IGNORED for entry in self.path.iterdir()):
            raise StoreError(f"{self.path} is not a store and not empty: give an empty or a new folder")
        return False

    def describe(self) -> Description:
        """The description, checked; NotFoundError if there is no store."""
        if not self.exists():
            raise NotFoundError(
                f"there is no store at {self.path}: build one first: kg build INPUT --store {self.path}"
            )
        try:
            value = json.loads(self.description_path.read_text(encoding="utf-8"))
            version = int(value["format"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.description_path} is damaged: restore it from a backup ({error})") from error
        if version != FORMAT and not can_migrate(version, FORMAT):
            raise StoreVersionError(
                f"{self.path} has store format {version}, this version reads format {FORMAT}: "
                "use the version that wrote it, or build a new store from the articles"
            )
        return Description(version, str(value.get("base_iri", "")), int(value.get("revision", 0)))

    def make(self) -> None:
        """Make the folder itself, if it is missing."""
        with telling(f"cannot create the store folder {self.path}"):
            self.path.mkdir(parents=True, exist_ok=True)

    def create(self, base_iri: str) -> None:
        """Make a new, empty store of the folder. Only who holds the lock may call it."""
        self.write(Description(FORMAT, base_iri))

    def lock(self, wait: float) -> int:
        """The descriptor that keeps every other writer out until it is closed.

        Raises:
            StoreLockedError: Another process still has the store after `wait` seconds.
            StoreError: The folder cannot be written.
        """
        deadline = time.monotonic() + wait
        while True:
            handle = self._open_lock()
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                if time.monotonic() >= deadline:
                    raise StoreLockedError(
                        f"{self.path} is being written by another process: wait until it has ended"
                    ) from None
                time.sleep(_LOCK_POLL)
                continue
            if self._is_lock(handle):
                return handle
            os.close(handle)

    def _open_lock(self) -> int:
        with telling(f"cannot write to the store {self.path}"):
            return os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def _is_lock(self, handle: int) -> bool:
        """Whether the file is still the lock of this path: a restored store takes the place of another."""
        try:
            return os.path.samestat(os.fstat(handle), (self.path / LOCK).stat())
        except FileNotFoundError:
            return False

    def mark_unpublished(self) -> None:
        """Note, before the first change, that the newest snapshot no longer is the whole truth."""
        with telling(f"cannot write to the store {self.path}"):
            (self.path / UNPUBLISHED).touch()

    def publish(self, backup: Callable[[Path], None]) -> int:
        """Take a snapshot by `backup` and make it the newest. Only who has the database open may call it."""
        description = self.describe()
        revision = description.revision + 1
        folder = self.path / SNAPSHOTS
        pending = folder / f"{revision}.pending"
        shutil.rmtree(pending, ignore_errors=True)
        with telling(f"cannot write to the store {self.path}"):
            folder.mkdir(exist_ok=True)
            backup(pending)
            # Left by a writer that was killed before it could write the description.
            shutil.rmtree(folder / str(revision), ignore_errors=True)
            pending.rename(folder / str(revision))
            self.write(replace(description, revision=revision))
            (self.path / UNPUBLISHED).unlink(missing_ok=True)
            self._prune(revision)
        return revision

    def migrate(self) -> None:
        """Bring the folder to this version's format, step by step. Only who holds the lock may call it."""
        description = self.describe()
        while description.format != FORMAT:
            step = MIGRATIONS[description.format]
            log.warning("%s: from store format %d to %d", self.path, description.format, description.format + 1)
            with telling(f"cannot write to the store {self.path}"):
                step(self.path)
                # Readers get the database as it is now, not the snapshot of the older format.
                self.mark_unpublished()
                description = replace(description, format=description.format + 1)
                self.write(description)

    def lease(self) -> Lease:
        """The newest snapshot, held against removal; StoreError if nothing was published yet."""
        for _ in range(10):
            revision = self.describe().revision
            path = self.path / SNAPSHOTS / str(revision)
            try:
                handle = os.open(path, os.O_RDONLY)
            except OSError:
                if revision == self.describe().revision:
                    break
                continue
            fcntl.flock(handle, fcntl.LOCK_SH)
            if path.exists():
                return Lease(path, revision, handle)
            os.close(handle)
        raise StoreError(f"{self.path} has no snapshot to read yet: wait for the build that is writing it")

    def _prune(self, newest: int) -> None:
        """Remove the snapshots that nobody reads; the one before the newest stays for who has just looked it up."""
        for path in (self.path / SNAPSHOTS).iterdir():
            if path.name in (str(newest), str(newest - 1)):
                continue
            handle = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            except BlockingIOError:
                log.debug("snapshot %s is still being read", path)
            finally:
                os.close(handle)

    def write(self, description: Description) -> None:
        """Replace `store.json` in one step."""
        pending = self.path / f"{DESCRIPTION}.pending"
        with telling(f"cannot write to the store {self.path}"), pending.open("w", encoding="utf-8") as stream:
            json.dump(asdict(description), stream, indent=1)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        pending.replace(self.description_path)
