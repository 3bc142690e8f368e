"""Several authorities in order, seen as one. Where two know one item, the first one's record stands for both.

A name that only a later authority knows leads to the record of the first one all the same. Records without an item are
never taken for one another, however alike. Items that were merged or deleted upstream are told by a table of redirects.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from kg.authority.authority import Authority
from kg.authority.checking import Redirects, read_redirects, upstream
from kg.authority.persons import PersonTable
from kg.authority.records import NameKind, NameMatch, OfficeClass, OrganizationRecord, PersonRecord
from kg.authority.snapshot import SnapshotAuthority, share_states
from kg.errors import ResourceError

CLOSEST = {kind: rank for rank, kind in enumerate(NameKind)}
Record = TypeVar("Record", PersonRecord, OrganizationRecord)
EMBEDDED = "embedded"

log = logging.getLogger(__name__)


def open_authorities(names: Sequence[str | Path], embedded: Authority, *, redirects: Path | None = None) -> Authority:
    """The authorities of the settings, in their order, as one.

    Args:
        names: Folders of tables, files of `kg authority build`, and "embedded" for the authority of the installation;
            if that is not among them, it comes first.
        embedded: The authority of the installation; states and titles are always its own.
        redirects: A table of items that were merged or deleted upstream.

    Raises:
        ResourceError: An authority is missing or broken.
    """
    wanted = [str(name) for name in names]
    if EMBEDDED not in wanted:
        wanted.insert(0, EMBEDDED)
    gone = read_redirects(redirects) if redirects else {}
    opened = [embedded if name == EMBEDDED else open_authority(Path(name), embedded) for name in dict.fromkeys(wanted)]
    if len(opened) == 1 and not gone:
        return opened[0]
    return SeveralAuthorities(opened, base=embedded, redirects=gone)


def open_authority(path: Path, base: Authority) -> Authority:
    """One authority: a folder of tables, or a file of `kg authority build`, of which `base` knows the states.

    Raises:
        ResourceError: It is missing, broken, or neither.
    """
    if path.is_dir():
        return Authority.load(path)
    if not path.is_file():
        raise ResourceError(f"{path}: no such authority: give a folder of tables or a file of `kg authority build`")
    return SnapshotAuthority.open(path, base)


class SeveralAuthorities(Authority):
    """One view of several authorities.

    Args:
        authorities: At least one, the one that wins first.
        base: The authority that knows the states; the first one if None.
        redirects: What has become of items upstream.
    """

    def __init__(
        self, authorities: Sequence[Authority], *, base: Authority | None = None, redirects: Redirects | None = None
    ) -> None:
        self.authorities = tuple(authorities)
        self._redirects = dict(redirects or {})
        share_states(self, base or authorities[0])
        self._persons = SeveralPersons([each.persons for each in authorities], self._redirects)
        self.organizations = tuple(_organizations(self.authorities, self._redirects))

    @cached_property
    def version(self) -> str:
        """A digest of the versions of all, in their order, and of the redirects."""
        parts = [each.version for each in self.authorities]
        parts += [f"{qid}>{now}" for qid, now in sorted(self._redirects.items())]
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]

    def label_of(self, qid: str) -> str | None:
        """The label of the first record that an item stands for, also of one that was merged into another since."""
        wanted = (qid, self._redirects.get(qid, ""))
        return next((label for one in wanted if one and (label := super(SeveralAuthorities, self).label_of(one))), None)

    def office_holders(self, office_class: OfficeClass | str, iso2: str, year: int) -> tuple[PersonRecord, ...]:
        """Who held an office of this class in this state in some part of the year, by the order of the authorities."""
        found = (record for each in self.authorities for record in each.office_holders(office_class, iso2, year))
        return self._several.as_one(found)

    def loose_name(self, name: str) -> str:
        """A key under which transliterations and short given names fall together, by the first authority's table."""
        return self.authorities[0].loose_name(name)

    @property
    def _several(self) -> SeveralPersons:
        assert isinstance(self._persons, SeveralPersons)
        return self._persons

    def upstream_problems(self) -> list[str]:
        """One line for each record whose item was merged or deleted upstream."""
        found = []
        for qid in sorted(self._redirects):
            for each in self.authorities:
                record = each.persons.of_qid(qid)
                if record is not None:
                    found.append(f"{each.persons.path}: {record.label!r}: {upstream(qid, self._redirects)}")
        return found


class SeveralPersons(PersonTable):
    """The persons of several tables. Has no rows or indexes of its own."""

    def __init__(self, tables: Sequence[PersonTable], redirects: Redirects) -> None:
        self.path = tables[0].path
        self._tables = tuple(tables)
        self._redirects = redirects
        # The items that lead to an item now: what the tables may still know it by.
        self._former: dict[str, list[str]] = {}
        for qid, now in sorted(redirects.items()):
            self._former.setdefault(now, []).append(qid)
        self._renamed: dict[PersonRecord, PersonRecord] = {}

    def records(self) -> Iterator[PersonRecord]:
        """All records, those of the first table first, each item once."""
        for n, table in enumerate(self._tables):
            for record in table.records():
                if self._holder(record.qid, before=n) is None:
                    yield self._current(record)

    def of_qid(self, qid: str) -> PersonRecord | None:
        """The first record of an item, also under an item that was merged into it."""
        found = self._holder(qid, before=len(self._tables))
        return None if found is None else self._current(found)

    def _holder(self, qid: str | None, *, before: int) -> PersonRecord | None:
        """The record that stands for an item in the first tables."""
        if not qid:
            return None
        now = self._redirects.get(qid, qid)
        # Items that were deleted have nothing in common.
        names = [now, *self._former.get(now, ())] if now else [qid]
        for table in self._tables[:before]:
            for name in names:
                found = table.of_qid(name)
                if found is not None:
                    return found
        return None

    def _current(self, record: PersonRecord) -> PersonRecord:
        """The record under the item that it has now; without one if its item was deleted."""
        if record.qid is None or record.qid not in self._redirects:
            return record
        found = self._renamed.get(record)
        if found is None:
            now = self._redirects[record.qid] or None
            log.warning("%r: %s", record.label, upstream(record.qid, self._redirects))
            found = self._renamed[record] = replace(record, qid=now)
        return found

    def as_one(self, records: Iterable[PersonRecord]) -> tuple[PersonRecord, ...]:
        """The records, of one item only that of the first table."""
        found: dict[object, PersonRecord] = {}
        for record in records:
            first = self._first(record)
            found.setdefault(first.qid or id(first), first)
        return tuple(found.values())

    def _first(self, record: PersonRecord) -> PersonRecord:
        """The record that stands for a record's item."""
        return self._current(self._holder(record.qid, before=len(self._tables)) or record)

    def matches(self, name: str) -> tuple[NameMatch, ...]:
        """The records that bear a full name, the closest kind of agreement first, then by the order of the tables."""
        found = sorted(
            (match for table in self._tables for match in table.matches(name)), key=lambda match: CLOSEST[match.kind]
        )
        kept: dict[object, NameMatch] = {}
        for match in found:
            first = self._first(match.person)
            kept.setdefault(first.qid or id(first), NameMatch(first, match.kind))
        return tuple(kept.values())

    def has_name(self, name: str) -> bool:
        """Whether some record bears the name as label, alias or shorter form; cheap."""
        return any(table.has_name(name) for table in self._tables)

    def with_surname(self, surname: str) -> tuple[PersonRecord, ...]:
        """The records that bear a surname, by the order of the tables."""
        return self.as_one(record for table in self._tables for record in table.with_surname(surname))


def _organizations(authorities: Iterable[Authority], redirects: Redirects) -> Iterator[OrganizationRecord]:
    """The organizations of all, each item once."""
    seen: set[str] = set()
    for authority in authorities:
        for record in authority.organizations:
            gone = record.qid is not None and record.qid in redirects
            now = replace(record, qid=redirects[record.qid or ""] or None) if gone else record
            if now.qid is None or now.qid not in seen:
                seen.add(now.qid or "")
                yield now
