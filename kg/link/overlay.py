"""The embedded authority with what was found elsewhere, for one article: the linker sees no difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.authority import Authority, NameKind, NameMatch, OrganizationRecord, PersonRecord, fold_name
from kg.link.projection import merged, name_kind, same_person

CLOSENESS = tuple(NameKind)


class Overlay:
    """Answers as the authority does, and for some names with more records.

    Args:
        authority: The embedded one; whatever is not overlaid comes from it.
        persons: Records that were found for a name, best first.
        organizations: Records that were found for a form.
    """

    def __init__(
        self,
        authority: Authority,
        *,
        persons: Mapping[str, Sequence[PersonRecord]],
        organizations: Mapping[str, Sequence[OrganizationRecord]],
    ) -> None:
        self._authority = authority
        self._persons = {fold_name(name): records for name, records in persons.items()}
        self._organizations = dict(organizations)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._authority, name)

    def matches(self, name: str) -> tuple[NameMatch, ...]:
        """The records that bear a full name, the closest kind of agreement first.

        An embedded record that an item is about is completed from the item.
        """
        own = self._authority.matches(name)
        found = self._persons.get(fold_name(name), ())
        if not found:
            return own
        rest = list(found)
        matches = [self._completed(match, rest, name) for match in own]
        for record in rest:
            kind = name_kind(record, name, self._authority)
            if kind is not None:
                matches.append(NameMatch(record, kind))
        return tuple(sorted(matches, key=lambda match: CLOSENESS.index(match.kind)))

    def _completed(self, match: NameMatch, rest: list[PersonRecord], name: str) -> NameMatch:
        """The match with what an item adds to it; the item is taken from the rest."""
        for record in rest:
            if same_person(match.person, record):
                rest.remove(record)
                whole = merged(match.person, record)
                kinds = (match.kind, name_kind(whole, name, self._authority) or match.kind)
                return NameMatch(whole, min(kinds, key=CLOSENESS.index))
        return match

    def organizations_named(self, form: str) -> tuple[OrganizationRecord, ...]:
        """The organizations written in exactly this form."""
        own = self._authority.organizations_named(form)
        known = {record.qid for record in own}
        return own + tuple(record for record in self._organizations.get(form, ()) if record.qid not in known)
