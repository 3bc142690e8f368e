"""Item → record: what an item says in the terms of the embedded authority, so that both are scored alike."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kg.authority import (
    Authority,
    NameKind,
    Office,
    OfficeClass,
    OrganizationRecord,
    PersonRecord,
    fold,
    fold_name,
)
from kg.authority.folding import derived_forms, initials_conflict
from kg.link import props
from kg.link.items import Claim, Item, Value, is_qid

# From this number of articles on, prominence is at its height.
MOST_SITELINKS = 300
TOP_PRIOR = 99


def needed(items: Iterable[Item]) -> list[str]:
    """The items that must be known to project these: offices and genders of persons, kinds of everything else."""
    found: dict[str, None] = {}
    for item in items:
        human = props.HUMAN in item.items(props.INSTANCE_OF)
        for pid in (props.SEX,) if human else (props.INSTANCE_OF,):
            found.update(dict.fromkeys(item.items(pid)))
        for claim in item.every(props.POSITION) if human else ():
            if claim.value.text and is_qid(claim.value.text):
                found[claim.value.text] = None
    return list(found)


class Projector:
    """Makes records of items.

    Args:
        authority: The states, and the classes of titles.
        known: The items that `needed` asked for, by the identifier that was asked.
    """

    def __init__(self, authority: Authority, known: Mapping[str, Item]) -> None:
        self._authority = authority
        self._known = known

    def person(self, item: Item) -> PersonRecord | None:
        """The record of a human; None for anything else, and for one without a name."""
        if props.HUMAN not in item.items(props.INSTANCE_OF) or not item.label:
            return None
        death = item.year(props.DEATH)
        offices = (self._office(claim, death) for claim in item.every(props.POSITION))
        return PersonRecord(
            qid=item.qid,
            label=item.label,
            aliases=tuple(alias for alias in item.aliases if alias != item.label),
            gender=self._gender(item),
            birth_year=item.year(props.BIRTH),
            death_year=death,
            countries=tuple(self._states(item.items(props.CITIZENSHIP))),
            offices=tuple(dict.fromkeys(office for office in offices if office is not None)),
            prior=prior(item.sitelinks),
        )

    def organization(self, item: Item) -> OrganizationRecord | None:
        """The record of a body, judged by the labels of its classes; None for anything else."""
        labels = (self._known[qid].label for qid in item.items(props.INSTANCE_OF) if qid in self._known)
        if not item.label or not any(props.BODIES & set(fold(label).split()) for label in labels):
            return None
        states = list(self._states(item.items(props.COUNTRY)))
        return OrganizationRecord(item.qid, item.label, item.aliases, states[0] if len(states) == 1 else None)

    def _gender(self, item: Item) -> str | None:
        labels = (self._known[qid].label.lower() for qid in item.items(props.SEX) if qid in self._known)
        return next((props.GENDERS[label] for label in labels if label in props.GENDERS), None)

    def _states(self, qids: Iterable[str]) -> Iterator[str]:
        """The codes of the items that are states of the authority."""
        records = (self._authority.country_of_qid(qid) for qid in qids)
        yield from dict.fromkeys(record.iso2 for record in records if record is not None)

    def _office(self, claim: Claim, death: int | None) -> Office | None:
        """The office of a claim; None where the office has no label."""
        item = self._known.get(claim.value.text or "")
        if item is None or not item.label:
            return None
        state, own = self._jurisdiction(claim, item)
        office_class = self._authority.office_class(item.label) or OfficeClass.OTHER
        # An office below the state keeps its title but is none of the state's own; a seat in a parliament is.
        if (state is None or not own) and office_class is not OfficeClass.LEGISLATOR:
            office_class = OfficeClass.OTHER
        start, end = _term(claim)
        return Office(item.label, state, start, death if end is None else end, office_class)

    def _jurisdiction(self, claim: Claim, office: Item) -> tuple[str | None, bool]:
        """The state of an office, and whether the office is one of the state itself.

        The claim's own word comes first ("of", "applies to jurisdiction"), then the item of the office, then its name.
        """
        of, within = (_items(claim.qualifiers.get(pid, ())) for pid in (props.OF, props.JURISDICTION))
        within = within or office.items(props.JURISDICTION)
        own = next(self._states((*within, *of)), None)
        if own is not None:
            return own, True
        state = next(self._states(office.items(props.COUNTRY)), None) or self._authority.state_in(office.label)
        return state, not within


def _items(values: Iterable[Value]) -> tuple[str, ...]:
    return tuple(value.text for value in values if value.text and is_qid(value.text))


def _term(claim: Claim) -> tuple[int | None, int | None]:
    """First and last year of an office. One that ended at an unknown time counts as ended in the year it began."""
    start, end = claim.qualifier(props.START), claim.qualifier(props.END)
    first = start.year if start else None
    if end is not None and end.unknown:
        return first, first
    return first, end.year if end else None


def prior(sitelinks: int) -> int:
    """How prominent an item is (1..99): by the order of magnitude of the number of articles on it."""
    share = math.log(1 + max(0, sitelinks)) / math.log(1 + MOST_SITELINKS)
    return max(1, min(TOP_PRIOR, round(100 * share)))


def name_kind(record: PersonRecord, name: str, authority: Authority) -> NameKind | None:
    """How a full name agrees with a record, by the same rules as in the embedded tables; None if it does not."""
    key = fold_name(name)
    label, aliases = fold_name(record.label), [fold_name(alias) for alias in record.aliases]
    if key == label:
        return NameKind.LABEL
    if key in aliases:
        return NameKind.ALIAS
    derived = [form for known in (label, *aliases) for form in derived_forms(known)]
    if key in derived:
        return NameKind.DERIVED
    full = [known for known in (label, *aliases, *derived) if " " in known]
    loosely = authority.loose_name(name) in {authority.loose_name(known) for known in full}
    shorter = not set(derived_forms(key)).isdisjoint(full)
    if not (loosely or shorter) or any(initials_conflict(key, known) for known in (label, *aliases)):
        return None
    return NameKind.LOOSE


def bears_form(record: OrganizationRecord, form: str) -> bool:
    """Whether a body is written in exactly this form; capitals of an acronym count, so that "WHO" is not "who"."""
    bare = form.replace(".", "")
    names = (record.label, *record.aliases)
    if bare.isupper():
        return any(name.replace(".", "") == bare for name in names)
    return fold(form).removeprefix("the ") in {fold(name).removeprefix("the ") for name in names}


def merged(own: PersonRecord, found: PersonRecord) -> PersonRecord:
    """What the embedded record and the item say together; the record's own word counts where both speak."""
    return replace(
        own,
        qid=found.qid,
        aliases=tuple(dict.fromkeys((*own.aliases, found.label, *found.aliases))),
        gender=own.gender or found.gender,
        birth_year=found.birth_year if own.birth_year is None else own.birth_year,
        death_year=found.death_year if own.death_year is None else own.death_year,
        countries=tuple(dict.fromkeys((*own.countries, *found.countries))),
        offices=tuple(dict.fromkeys((*own.offices, *found.offices))),
    )


def same_person(own: PersonRecord, found: PersonRecord) -> bool:
    """Whether an embedded record is the person of an item: by its item, or, if it has none, by name and life.

    A record without item needs the same name, the same state, and the same year of birth or an office of one class.
    """
    if own.qid is not None:
        return own.qid == found.qid
    names = {fold_name(name) for name in (found.label, *found.aliases)}
    if fold_name(own.label) not in names or set(own.countries).isdisjoint(found.countries):
        return False
    if own.birth_year is not None and found.birth_year is not None:
        return own.birth_year == found.birth_year
    classes = {office.office_class for office in own.offices} - {OfficeClass.OTHER}
    return not classes.isdisjoint(office.office_class for office in found.offices)
