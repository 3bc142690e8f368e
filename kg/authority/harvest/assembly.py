"""Staging → a snapshot: the last step of a harvest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.authority.authority import Authority
from kg.authority.checking import RowCheck
from kg.authority.compilation import Compiled, Content, NumberedRow, write_snapshot
from kg.authority.harvest.records import RecordMaker
from kg.authority.harvest.selection import Selection
from kg.authority.harvest.staging import ORGANIZATION, PERSON, Staging
from kg.authority.snapshot import spellings_of


@dataclass(slots=True)
class Assembled:
    """What was written, and what of the harvest was not, counted by the reason."""

    compiled: Compiled
    left: list[str] = field(default_factory=list)


def assemble(
    path: Path, staging: Staging, selection: Selection, states: Authority, *, source: str, asof: str = ""
) -> Assembled:
    """Write the snapshot of what a harvest has kept.

    Args:
        path: The file to write.
        staging: What was kept.
        selection: By which it was taken.
        states: The authority that knows states, titles and spellings.
        source: One line for people: where this comes from.
        asof: When the source was taken, as rows are to say.
    """
    maker = RecordMaker(selection, staging, states, asof=asof)
    content = Content(
        persons=_persons(maker, staging),
        organizations=_organizations(maker, staging),
        spellings=spellings_of(states),
        source=source,
        path=str(path),
    )
    compiled = write_snapshot(path, content, RowCheck(state.iso2 for state in states.countries))
    return Assembled(compiled, maker.left.lines())


def _persons(maker: RecordMaker, staging: Staging) -> Iterator[NumberedRow]:
    for n, (prior, item) in enumerate(staging.items(PERSON), 1):
        row = maker.person(item, prior)
        if row is not None:
            yield n, row


def _organizations(maker: RecordMaker, staging: Staging) -> Iterator[NumberedRow]:
    for n, (_, item) in enumerate(staging.items(ORGANIZATION), 1):
        row = maker.organization(item)
        if row is not None:
            yield n, row
