"""The authority as a whole: loaded once from the tables of one folder, read-only afterwards."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from kg.authority.folding import fold, fold_name, loose
from kg.authority.offices import OWNER, OfficeTable
from kg.authority.persons import PersonTable
from kg.authority.records import (
    CountryRecord,
    MetonymRecord,
    NameMatch,
    OfficeClass,
    OrganizationRecord,
    PersonRecord,
)
from kg.authority.tables import read_rows, values, year
from kg.errors import ResourceError

COUNTRIES = "countries.tsv"
METONYMS = "metonyms.tsv"
ORGANIZATIONS = "organizations.tsv"
PERSONS = "persons.tsv"
SPELLINGS = "spellings.tsv"
SUCCESSORS = "successors.tsv"
# The table of titles is a word list, so it stands with the other word lists, beside the authority's own folder.
OFFICES = Path("gazetteer") / "offices.tsv"


class Authority:
    """What is known beforehand of states, organizations and persons in public life.

    Use `load`. All look-ups fold spelling (case, diacritics, apostrophes, hyphens); results come in the order of the
    tables, which is that of prominence for persons.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.countries: tuple[CountryRecord, ...] = _countries(folder / COUNTRIES)
        self.metonyms: tuple[MetonymRecord, ...] = _metonyms(folder / METONYMS)
        self.organizations: tuple[OrganizationRecord, ...] = _organizations(folder / ORGANIZATIONS)
        self._successors: dict[str, tuple[str, ...]] = {
            code: values(cell) for _, (code, cell) in read_rows(folder / SUCCESSORS, columns=2)
        }
        self._spellings = _spellings(folder / SPELLINGS)
        self._persons = PersonTable(folder / PERSONS, self._spellings)
        self._offices = OfficeTable(folder.parent / OFFICES)

    @classmethod
    def load(cls, folder: Path) -> Authority:
        """The authority of a folder; ResourceError names the file and line of a broken row.

        Rows of persons are checked when they are first used.
        """
        return cls(folder)

    @cached_property
    def version(self) -> str:
        """A digest of the tables: two authorities of the same version decide alike."""
        digest = hashlib.sha256()
        paths = [self._folder / name for name in (COUNTRIES, METONYMS, ORGANIZATIONS, PERSONS, SPELLINGS, SUCCESSORS)]
        for path in (*paths, self._folder.parent / OFFICES):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    @property
    def persons(self) -> PersonTable:
        """The table of persons, for those who need more than the look-ups below."""
        return self._persons

    @cached_property
    def _by_iso2(self) -> dict[str, CountryRecord]:
        return {record.iso2: record for record in reversed(self.countries)}

    @cached_property
    def _by_qid(self) -> dict[str, CountryRecord]:
        """Own items first; an item that is often used for the same state leads to it too."""
        found: dict[str, CountryRecord] = {}
        for _, cells in read_rows(self._folder / COUNTRIES, columns=14):
            record = next(known for known in self.countries if known.label == cells[3])
            for qid in (cells[0], *values(cells[12])):
                if qid:
                    found.setdefault(qid, record)
        return found

    @cached_property
    def _by_form(self) -> dict[str, tuple[OrganizationRecord, ...]]:
        found: dict[str, dict[int, OrganizationRecord]] = {}
        for n, record in enumerate(self.organizations):
            for form in (record.label, *record.aliases):
                found.setdefault(_form(form), {})[n] = record
        return {form: tuple(records.values()) for form, records in found.items()}

    @cached_property
    def _country_forms(self) -> dict[str, str]:
        """Folded names and adjectives of states → code, for cutting them out of titles."""
        forms: dict[str, str] = {}
        for record in self.countries:
            for form in (record.label, record.official_name, *record.aliases, *record.adjectives, *record.demonyms):
                forms.setdefault(fold(form), record.iso2)
        return forms

    def country(self, iso2: str) -> CountryRecord | None:
        """The state of a code; None if there is none."""
        return self._by_iso2.get(iso2)

    def successors(self, iso2: str) -> tuple[str, ...]:
        """The codes of the states that went on with the offices of a state that is gone; empty for one that is not."""
        return self._successors.get(iso2, ())

    def country_of_qid(self, qid: str) -> CountryRecord | None:
        """The state that a Wikidata item stands for."""
        return self._by_qid.get(qid)

    def persons_named(self, name: str) -> tuple[PersonRecord, ...]:
        """The persons who may be written by this full name, the closest agreement first."""
        return tuple(match.person for match in self._persons.matches(name))

    def matches(self, name: str) -> tuple[NameMatch, ...]:
        """As `persons_named`, with the kind of agreement."""
        return self._persons.matches(name)

    def persons_with_surname(self, surname: str) -> tuple[PersonRecord, ...]:
        """The persons whose surname this is (or whose only name)."""
        return self._persons.with_surname(surname)

    def has_person_name(self, name: str) -> bool:
        """Whether a person bears this full name, apart from transliteration; cheap."""
        return self._persons.has_name(name)

    def label_of(self, qid: str) -> str | None:
        """The label of the record that a Wikidata item stands for, whatever its kind; None if there is none."""
        state = self._by_qid.get(qid)
        if state is not None:
            return state.label
        person = self._persons.of_qid(qid)
        if person is not None:
            return person.label
        return next((record.label for record in self.organizations if record.qid == qid), None)

    def loose_name(self, name: str) -> str:
        """A key under which transliterations and short given names fall together ("Tom", "Thomas"); no proof alone."""
        return loose(fold_name(name), self._spellings)

    def office_holders(self, office_class: OfficeClass | str, iso2: str, year: int) -> tuple[PersonRecord, ...]:
        """Who held an office of this class in this state in some part of the year, as far as years are known."""
        rows = self._persons.holders.get((str(office_class), iso2), ())
        records = (self._persons.record(at) for at in rows)
        return tuple(
            record
            for record in records
            if any(
                office.office_class == office_class and office.country == iso2 and office.covers(year)
                for office in record.offices
            )
        )

    def organizations_named(self, form: str) -> tuple[OrganizationRecord, ...]:
        """The organizations written in exactly this form (full stops, diacritics and a leading "the" apart)."""
        return self._by_form.get(_form(form), ())

    def office_class(self, title: str) -> OfficeClass | None:
        """The class of a stated title ("then-Russian Foreign Minister"); names of states in it do not matter."""
        return self._offices.classify(self._without_states(title))

    def state_in(self, title: str) -> str | None:
        """The code of the first state that a title names or calls by its adjective; None if it names none."""
        return next((code for code, _, _ in self._states(fold(OWNER.sub(" ", title)).split())), None)

    def _without_states(self, title: str) -> str:
        words = fold(OWNER.sub(" ", title)).split()
        for _, start, end in reversed(self._states(words)):
            of = start - 1 if start and words[start - 1] == "the" else start
            del words[of - 1 if of and words[of - 1] in ("of", "for", "to") else start : end]
        return " ".join(words)

    def _states(self, words: list[str]) -> list[tuple[str, int, int]]:
        """Code, start and end of every state named among folded words; the longest name wins."""
        found: list[tuple[str, int, int]] = []
        at = 0
        while at < len(words):
            for size in range(min(6, len(words) - at), 0, -1):
                code = self._country_forms.get(" ".join(words[at : at + size]))
                if code is not None:
                    found.append((code, at, at + size))
                    at += size - 1
                    break
            at += 1
        return found


def _form(text: str) -> str:
    """The form of an organization's name for look-up; capitals count, so that "WHO" is not "who"."""
    words = text.replace(".", "").replace("\u2019", "'").split()
    if len(words) > 1 and words[0].lower() == "the":
        words = words[1:]
    joined = " ".join(words)
    return joined if joined.isupper() else fold(joined)


def _spellings(path: Path) -> dict[str, str]:
    """Folded form of a name → the form that stands for it. A form of two names goes to the first."""
    found: dict[str, str] = {}
    for _, (name, forms) in read_rows(path, columns=2):
        for form in (name, *values(forms)):
            found.setdefault(form, name)
    return found


def _countries(path: Path) -> tuple[CountryRecord, ...]:
    records = []
    for n, cells in read_rows(path, columns=14):
        try:
            records.append(
                CountryRecord(
                    qid=cells[0] or None,
                    iso2=cells[1],
                    iso3=cells[2],
                    label=cells[3],
                    official_name=cells[4],
                    aliases=values(cells[5]),
                    demonyms=values(cells[6]),
                    adjectives=values(cells[7]),
                    capital=cells[8] or None,
                    start_year=year(cells[9]),
                    end_year=year(cells[10]),
                    kind=cells[11],
                )
            )
        except ValueError as error:
            raise ResourceError(f"{path}:{n}: {error}") from error
        if len(cells[1]) != 2 or not cells[3]:
            raise ResourceError(f"{path}:{n}: a state needs a code of two letters and a label")
    return tuple(records)


def _metonyms(path: Path) -> tuple[MetonymRecord, ...]:
    records = []
    for n, (surface, kind, iso2, _) in read_rows(path, columns=4):
        if not surface or len(iso2) != 2:
            raise ResourceError(f"{path}:{n}: a metonym needs a surface and a code of two letters")
        records.append(MetonymRecord(surface, kind, iso2))
    return tuple(records)


def _organizations(path: Path) -> tuple[OrganizationRecord, ...]:
    records = []
    for n, (qid, label, aliases, country, _) in read_rows(path, columns=5):
        if not label:
            raise ResourceError(f"{path}:{n}: an organization without a label")
        records.append(OrganizationRecord(qid or None, label, values(aliases), country or None))
    return tuple(records)
