"""Which state a person speaks for: from the role, from the authority, from the company that the name keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kg.annotate.hits import Hit
from kg.annotate.people import Person
from kg.annotate.roles import Role, RoleFinder
from kg.annotate.runs import INITIAL
from kg.authority import Authority, NameKind, OfficeClass, PersonRecord
from kg.model.document import Document, Form
from kg.model.entities import Kind

# An office held this many years from the article's date still tells whom a person spoke for.
YEARS_NEAR = 25
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "2d", "3d", "3rd"})
TOP = frozenset({OfficeClass.HEAD_OF_STATE, OfficeClass.HEAD_OF_GOVERNMENT, OfficeClass.FOREIGN_MINISTER})
MONARCHS = frozenset({"king", "queen", "emperor", "empress", "sultan", "emir", "shah", "crown prince"})
# How prominent a bearer of the name must be where the text states no role at all.
PROMINENT = 25


class Representation:
    """Finds the states that the persons of an article represent."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def gender(self, name: str) -> str | None:
        """The gender of the persons of the authority who bear a full name, if it is one."""
        if " " not in name:
            return None
        genders = {record.gender for record in self._authority.persons_named(name)}
        return genders.pop() if len(genders) == 1 else None

    def countries(
        self,
        doc: Document,
        finder: RoleFinder,
        people: Sequence[Person],
        roles: Mapping[int, Sequence[Role]],
        hits: Sequence[Hit],
    ) -> dict[int, str | None]:
        """The state of each person, by `id` of the person."""
        found: dict[int, str | None] = {}
        open_: list[Person] = []
        for person in people:
            country, settled = self._stated(finder, person, roles[id(person)])
            found[id(person)] = country
            if country is None and not settled:
                open_.append(person)
        home = {hit.first: person for person in people for hit in person.hits}
        for person in open_:
            found[id(person)] = self._inferred(doc, person, roles[id(person)], hits, (home, found))
        return found

    def _stated(self, finder: RoleFinder, person: Person, roles: Sequence[Role]) -> tuple[str | None, bool]:
        """The state that the text itself gives, and whether the text rules any out."""
        ruled_out = False
        votes: list[str] = []
        for role in roles:
            if role.title.class_ == "kin":
                continue
            country, other = finder.country(role)
            ruled_out = ruled_out or (other and country is None)
            if country is not None:
                votes.append(country)
        titled = [hit for hit in person.hits if hit.title is not None] or (person.hits if roles else [])
        of = [country for hit in titled if (country := finder.of_country(hit))]
        if of:
            return of[0], True
        if votes:
            return Counter(votes).most_common(1)[0][0], True
        return None, ruled_out

    def _inferred(
        self,
        doc: Document,
        person: Person,
        roles: Sequence[Role],
        hits: Sequence[Hit],
        others: tuple[Mapping[int, Person], Mapping[int, str | None]],
    ) -> str | None:
        home, found = others
        for role in roles:
            if role.owner is not None and role.owner in home and role.title.class_ != "kin":
                return found[id(home[role.owner])]
            if role.relation is not None and role.relation in home and role.title.class_ != "kin":
                return found[id(home[role.relation])]
        known = self._known(doc, person, roles)
        if known is not None:
            return known
        if any(_of_state(role) for role in roles):
            return _near(doc, roles, hits)
        return None

    def _known(self, doc: Document, person: Person, roles: Sequence[Role]) -> str | None:
        """The state of an office that a bearer of the name held near the article's date."""
        date = doc.article.reference_date
        year = int(date[:4]) if date else None
        names = sorted(
            {" ".join(doc.text_of(hit.span).split()) for hit in person.hits}, key=lambda name: (-len(name), name)
        )
        full = [name for name in names if len(name.split()) > 1]
        classes = [c for role in roles if (c := self._authority.office_class(role.text)) is not None]
        if full:
            records = self._records(full[0])
        elif classes:
            records = list(self._authority.persons_with_surname(names[0]))
        else:
            return self._in_top_office(names[0], year) if not roles else None
        if not full and any(role.title.word in MONARCHS for role in roles):
            return None
        for years in (year, None):
            for record in records:
                country = self._office_country(record, classes, years)
                if country is not None and (classes or record.prior >= PROMINENT):
                    return country
            if not classes:
                break
        return None

    def _in_top_office(self, surname: str, year: int | None) -> str | None:
        """The state of the one bearer of a surname who leads a state or its diplomacy in the year."""
        if year is None:
            return None
        states = {
            office.country
            for record in self._authority.persons_with_surname(surname)
            for office in record.offices
            if office.country and office.office_class in TOP and office.covers(year, slack=1)
        }
        return states.pop() if len(states) == 1 else None

    def _records(self, name: str) -> list[PersonRecord]:
        """The bearers of a full name, also without its initials and suffix."""
        plain = " ".join(word for word in name.split() if not INITIAL.match(word) and word.lower() not in SUFFIXES)
        kinds = (NameKind.LABEL, NameKind.ALIAS, NameKind.DERIVED)
        for form in dict.fromkeys((name, plain)):
            found = [match.person for match in self._authority.matches(form) if match.kind in kinds]
            if found:
                return found
        return []

    def _office_country(self, record: PersonRecord, classes: Sequence[str], year: int | None) -> str | None:
        for office in record.offices:
            if office.country is None or (classes and office.office_class not in classes):
                continue
            slack = 2 if classes else YEARS_NEAR
            if not classes and year is not None and office.start is not None and office.start > year:
                continue
            if year is None or office.covers(year, slack=slack) or (office.start is None and office.end is None):
                return office.country
        return None


def _of_state(role: Role) -> bool:
    return role.title.class_ == "state" or role.title.word in MONARCHS


def _near(doc: Document, roles: Sequence[Role], hits: Sequence[Hit]) -> str | None:
    """The state nearest before a role: in its sentence, in its paragraph, else the most named of the article."""
    role = next(role for role in roles if _of_state(role))
    at = role.first
    sentence = doc.sentence_of(at)
    states = [hit for hit in hits if hit.kind is Kind.COUNTRY]
    if role.title.word in MONARCHS:
        seats = [hit.country for hit in hits if hit.country and sentence.first <= hit.first < sentence.last]
        if seats:
            return seats[0]
    paragraph = doc.paragraphs[sentence.paragraph]
    first = doc.sentences[paragraph.first].first
    for start in (sentence.first, first):
        before = [hit for hit in states if start <= hit.first < at]
        if before:
            return before[-1].country
    acting = Counter(hit.country for hit in states if hit.form is not Form.ADJECTIVE) or Counter(
        hit.country for hit in states
    )
    return acting.most_common(1)[0][0] if acting else None
