"""The records of the authority: what is known of states, metonyms, organizations, persons and their offices."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OfficeClass(StrEnum):
    """The classes of office that titles are normalised to."""

    HEAD_OF_STATE = "head_of_state"
    MONARCH = "monarch"
    HEAD_OF_GOVERNMENT = "head_of_government"
    DEPUTY_HEAD = "deputy_head"
    FOREIGN_MINISTER = "foreign_minister"
    DEFENCE_MINISTER = "defence_minister"
    SECURITY_ADVISER = "security_adviser"
    FINANCE_MINISTER = "finance_minister"
    MINISTER = "minister"
    DEPUTY_MINISTER = "deputy_minister"
    AMBASSADOR = "ambassador"
    LEGISLATOR = "legislator"
    SPOKESPERSON = "spokesperson"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CountryRecord:
    """A state or territory. `iso2` is its own code also for states that are gone (SU, YU, DD, CS, ZR).

    `start_year` is that of the present state, `end_year` is set for states that are gone. `kind` is un_member,
    un_observer, other_state, territory or historical.
    """

    qid: str | None
    iso2: str
    iso3: str
    label: str
    official_name: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    adjectives: tuple[str, ...]
    capital: str | None
    start_year: int | None
    end_year: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class MetonymRecord:
    """A place or building that stands for a government; `kind` is capital, seat-alias, executive, legislature …"""

    surface: str
    kind: str
    iso2: str


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """An international or national body; `country` is None for one that belongs to no single state."""

    qid: str | None
    label: str
    aliases: tuple[str, ...]
    country: str | None


@dataclass(frozen=True, slots=True)
class Office:
    """An office held: `country` is the state it is an office of (None for an international one); years may be unknown.

    An end of None means that the office had not ended when the source was taken, not that it lasts today.
    """

    title: str
    country: str | None
    start: int | None
    end: int | None
    office_class: OfficeClass = OfficeClass.OTHER

    def covers(self, year: int, *, slack: int = 0) -> bool:
        """Whether the office may have been held in that year, give or take `slack` years; False if no year is known."""
        if self.start is None and self.end is None:
            return False
        starts = self.start is None or self.start - slack <= year
        return starts and (self.end is None or year <= self.end + slack)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person in public life. `prior` (1..99) is how prominent the person is, whatever the article."""

    qid: str | None
    label: str
    aliases: tuple[str, ...]
    gender: str | None
    birth_year: int | None
    death_year: int | None
    countries: tuple[str, ...]
    offices: tuple[Office, ...]
    prior: int


class NameKind(StrEnum):
    """How a name agrees with a record: as its label, an alias, a shorter form of one, or another transliteration."""

    LABEL = "label"
    ALIAS = "alias"
    DERIVED = "derived"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A record that bears a name, and how."""

    person: PersonRecord
    kind: NameKind
