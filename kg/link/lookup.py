"""Names → records of a service: who proposes items for a name, and what the items say."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.authority import Authority, OrganizationRecord, PersonRecord
from kg.errors import LinkError
from kg.link.finders import Finder, Found, Wanted
from kg.link.items import Item
from kg.link.projection import Projector, bears_form, name_kind, needed
from kg.link.reconcile import Proposal
from kg.link.wikidata import WikidataClient
from kg.model.entities import Kind

log = logging.getLogger(__name__)

# Items by the identifier that was asked; None for one that does not exist.
Known = Mapping[str, Item | None]


@dataclass(frozen=True, slots=True)
class Records:
    """What was found for one article: the proposals, their items by identifier, and records by name.

    `proposals` lacks the names that could not be looked up.
    """

    proposals: Found = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    persons: Mapping[str, Sequence[PersonRecord]] = field(default_factory=dict)
    organizations: Mapping[str, Sequence[OrganizationRecord]] = field(default_factory=dict)


NOTHING = Records()


class Lookup:
    """Looks names up.

    Args:
        authority: The states, and the rules by which names agree.
        finder: Who proposes items for a name.
        client: Where the items come from; None if nobody gives them, then there are proposals only.
    """

    def __init__(self, authority: Authority, finder: Finder, client: WikidataClient | None) -> None:
        self._authority = authority
        self._finder = finder
        self._client = client

    def find(self, wanted: Sequence[Wanted]) -> Records:
        """What the service knows of some names.

        Raises:
            LinkerUnavailableError: The service cannot be used.
        """
        proposals = self._finder.find(wanted)
        qids = [proposal.qid for found in proposals.values() for proposal in found]
        if self._client is None or not qids:
            return replace(NOTHING, proposals=proposals)
        try:
            items = self._client.items(qids)
            outlines = self._client.items(needed(_existing(items)), outline=True)
        except LinkError as error:
            log.warning("%d items cannot be had: %s", len(qids), error)
            return NOTHING
        # Where one of the items is not to be had, nobody can tell whether it would have been the right one.
        complete = {want: found for want, found in proposals.items() if _is_complete(found, items, outlines)}
        projector = Projector(self._authority, {qid: item for qid, item in outlines.items() if item})
        return Records(
            complete,
            {item.qid: item for item in _existing(items)},
            {
                want.name: self._persons(want, _items(found, items), projector)
                for want, found in complete.items()
                if want.kind is Kind.PERSON
            },
            {
                want.name: _organizations(want, _items(found, items), projector)
                for want, found in complete.items()
                if want.kind is Kind.ORGANIZATION
            },
        )

    def _persons(self, want: Wanted, items: Iterable[Item], projector: Projector) -> list[PersonRecord]:
        records = (projector.person(item) for item in items)
        return [record for record in records if record and name_kind(record, want.name, self._authority)]


def _existing(items: Known) -> list[Item]:
    return [item for item in items.values() if item is not None]


def _items(found: Iterable[Proposal], items: Known) -> list[Item]:
    """The items that were proposed, each once: two proposals may have been merged into one."""
    proposed = (items.get(proposal.qid) for proposal in found)
    return list({item.qid: item for item in proposed if item is not None}.values())


def _is_complete(found: Iterable[Proposal], items: Known, outlines: Known) -> bool:
    """Whether everything is known of the proposals that it takes to judge them."""
    asked = [proposal.qid for proposal in found]
    return all(qid in items for qid in asked) and all(qid in outlines for qid in needed(_items(found, items)))


def _organizations(want: Wanted, items: Iterable[Item], projector: Projector) -> list[OrganizationRecord]:
    records = (projector.organization(item) for item in items)
    return [record for record in records if record and bears_form(record, want.name)]
