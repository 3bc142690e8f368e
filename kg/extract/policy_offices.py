"""Who holds an office that acts for a state where the article gives no title: "Reagan signed", in a paper of 1987."""

from __future__ import annotations

from kg.authority import Authority
from kg.authority.records import OfficeClass, PersonRecord
from kg.model.entities import Entity

ACTING = frozenset(
    {
        OfficeClass.HEAD_OF_STATE,
        OfficeClass.MONARCH,
        OfficeClass.HEAD_OF_GOVERNMENT,
        OfficeClass.DEPUTY_HEAD,
        OfficeClass.FOREIGN_MINISTER,
        OfficeClass.DEFENCE_MINISTER,
        OfficeClass.FINANCE_MINISTER,
        OfficeClass.MINISTER,
    }
)


class OfficeHolders:
    """Tells by the authority who is in office in the year of an article.

    Args:
        authority: Knows persons and their offices; without it nobody is known to hold one.
        date: The day of the article; without it nobody is, either.
    """

    def __init__(self, authority: Authority | None, date: str | None) -> None:
        self._authority = authority
        self._year = int(date[:4]) if date and date[:4].isdigit() else None
        self._states: dict[str, str | None] = {}

    def state_of(self, person: Entity) -> str | None:
        """The code of the state that the person acts for; None where there is no office, or several bear the name."""
        if person.id not in self._states:
            self._states[person.id] = self._find(person)
        return self._states[person.id]

    def _find(self, person: Entity) -> str | None:
        if self._authority is None or self._year is None or " " not in person.name:
            return None
        records = self._authority.persons_named(person.name)
        if person.country is not None:
            records = tuple(record for record in records if person.country in self._offices(record))
        states = self._offices(records[0]) if len(records) == 1 else ()
        return states[0] if states else None

    def _offices(self, record: PersonRecord) -> tuple[str, ...]:
        """The states for which the person holds an office in that year."""
        year = self._year
        held = [o for o in record.offices if o.office_class in ACTING and year is not None and o.covers(year)]
        return tuple(dict.fromkeys(office.country for office in held if office.country is not None))
