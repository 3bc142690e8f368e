"""Which state a person speaks for: from the role, from the authority, from the company that the name keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from kg.annotate.hits import Hit
from kg.annotate.people import Person
from kg.annotate.role_phrases import Role
from kg.annotate.role_states import EQUALS
from kg.annotate.roles import RoleFinder
from kg.annotate.runs import INITIAL
from kg.annotate.sides import SideReader
from kg.authority import Authority, NameKind, OfficeClass, PersonRecord
from kg.model.document import Document
from kg.model.entities import Kind

# An office held this many years from the article's date still tells whom a person spoke for.
YEARS_NEAR = 25
SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "2d", "3d", "3rd"})
TOP = frozenset({OfficeClass.HEAD_OF_STATE, OfficeClass.HEAD_OF_GOVERNMENT, OfficeClass.FOREIGN_MINISTER})
MONARCHS = frozenset({"king", "queen", "emperor", "empress", "sultan", "emir", "shah", "crown prince"})
# A state that is named this often, and as often as this share of all, is the one at home in an article.
DOMINANT, DOMINANT_SHARE = 3, 0.6
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

    def holder(self, surname: str, title: str, date: str | None) -> tuple[str, str | None] | None:
        """Full name and gender of the only known person of a surname who holds an office at the article's date."""
        class_ = self._authority.office_class(title)
        if class_ is None or date is None:
            return None
        holders = {
            record.label: record.gender
            for record in self._authority.persons_with_surname(surname)
            for office in record.offices
            if office.office_class is class_ and office.covers(int(date[:4]), slack=1)
        }
        return holders.popitem() if len(holders) == 1 else None

    def countries(
        self,
        doc: Document,
        finder: RoleFinder,
        people: Sequence[Person],
        around: tuple[dict[int, list[Role]], Sequence[Hit], SideReader],
    ) -> dict[int, str | None]:
        """The state of each person, by `id` of the person.

        Args:
            doc: The document.
            finder: Tells what its roles say.
            people: Its persons.
            around: Their roles by `id`, to which those are added that are told of a list; the states; the sides.
        """
        roles, hits, sides = around
        found: dict[int, str | None] = {}
        open_: list[Person] = []
        for person in people:
            country, settled = self._stated(finder, person, roles[id(person)])
            if country is None and settled:
                country = _seat(doc, roles[id(person)], person, hits)
            found[id(person)] = country
            if country is None and not settled:
                open_.append(person)
        home = {hit.first: person for person in people for hit in person.hits}
        known = dict(found)
        known.update({id(person): self._known(doc, person, roles[id(person)], hits) for person in open_})
        placed = sides.read(finder, people, roles, known)
        for first, role in placed.roles.items():
            roles[id(home[first])].append(role)
        for person in open_:
            told = next((placed.states[hit.first] for hit in person.hits if hit.first in placed.states), None)
            found[id(person)] = told or self._inferred(doc, person, roles[id(person)], hits, (home, found))
        return found

    def _stated(self, finder: RoleFinder, person: Person, roles: Sequence[Role]) -> tuple[str | None, bool]:
        """The state that the text itself gives, and whether the text rules any out."""
        ruled_out = False
        votes: list[str] = []
        for role in roles:
            if role.title.class_ == "kin":
                continue
            country, other = finder.states.country(role)
            other = other and not finder.states.of_party_group(role)
            ruled_out = ruled_out or (other and country is None and role.title.country is None)
            if country is not None:
                votes.append(country)
        titled = [hit for hit in person.hits if hit.title is not None] or (person.hits if roles else [])
        of = [country for hit in titled if (country := finder.states.of_country(hit))]
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
            if role.title.class_ == "kin" or role.title.word in EQUALS:
                continue
            for whose in (role.owner, role.relation):
                if whose is not None and whose in home:
                    return found[id(home[whose])]
        usual = next((role.title.country for role in roles if _is_usual(doc, role, hits)), None)
        bare = not any(len(hit.words) > 1 for hit in person.hits)
        known = (usual if bare else None) or self._known(doc, person, roles, hits) or usual
        if known is not None:
            return known
        office = next((role for role in roles if _of_state(role)), None)
        if office is None:
            return None
        sentence = doc.sentence_of(office.first)
        others_there = (home[i] for i in range(sentence.first, sentence.last) if i in home)
        company = any(other is not person and found.get(id(other)) for other in others_there)
        return _near(doc, office, hits, company=company)

    def _known(self, doc: Document, person: Person, roles: Sequence[Role], hits: Sequence[Hit]) -> str | None:
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
            return self._in_top_office(names[0], year, person.gender) if not roles else None
        if not full and any(role.title.word in MONARCHS for role in roles):
            return self._realm(records, year, {hit.country for hit in hits})
        for years in (year, None):
            for record in records:
                country = self._office_country(record, classes, years)
                if country is not None and (classes or record.prior >= PROMINENT):
                    return country
            if not classes:
                break
        if full and set(classes) == {OfficeClass.OTHER}:
            return next((code for record in records if (code := self._prominent(record, year))), None)
        return _only_state(records) if full and any(map(_of_state, roles)) else None

    def _prominent(self, record: PersonRecord, year: int | None) -> str | None:
        """The state of a well-known person who is described by no office that would tell it."""
        return self._office_country(record, (), year) if record.prior >= PROMINENT and year is not None else None

    def _realm(self, records: Sequence[PersonRecord], year: int | None, named: Collection[str | None]) -> str | None:
        """The state, named in the article, of the only one of these who reigned in the year."""
        realms = {
            office.country
            for record in records
            for office in record.offices
            if office.office_class is OfficeClass.MONARCH and year is not None and office.covers(year, slack=1)
        }
        realms &= set(named)
        return realms.pop() if len(realms) == 1 else None

    def _in_top_office(self, surname: str, year: int | None, gender: str | None) -> str | None:
        """The state of the one bearer of a surname who leads a state or its diplomacy in the year."""
        if year is None:
            return None
        states = {
            office.country
            for record in self._authority.persons_with_surname(surname)
            if gender is None or record.gender in (None, gender)
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


def _seat(doc: Document, roles: Sequence[Role], person: Person, hits: Sequence[Hit]) -> str | None:
    """ "In Lima, X, the spokesman for the National Council, said …": a national body sits in the capital that opens."""
    if not any(" National " in f" {role.text} " for role in roles):
        return None
    for hit in person.hits:
        first = doc.sentence_of(hit.first).first
        if doc.tokens[first].text == "In" and hit.first - first < 5:
            return next((other.country for other in hits if other.first == first + 1), None)
    return None


def _is_usual(doc: Document, role: Role, hits: Sequence[Hit]) -> bool:
    """Whether an office that one state has above all may be taken for that state's.

    Written in small letters it is a description, and then the article has to name the state.
    """
    code = role.title.country
    written = doc.tokens[role.last - 1].text[:1].isupper()
    return code is not None and (written or any(hit.country == code for hit in hits))


def _of_state(role: Role) -> bool:
    return role.title.class_ == "state" or role.title.word in MONARCHS


def _only_state(records: Sequence[PersonRecord]) -> str | None:
    """The one state to which all bearers of a name belong, if one of them is well known."""
    states = {office.country for record in records for office in record.offices if office.country}
    known = any(record.prior >= PROMINENT for record in records)
    return states.pop() if known and len(states) == 1 else None


def _near(doc: Document, role: Role, hits: Sequence[Hit], *, company: bool) -> str | None:
    """The state that a role without one is an office of, where the text can mean but one.

    That is the only state of the sentence, unless other persons of known states stand there too: they may have come to
    see a foreigner; in a sentence without state that of which the article speaks most.
    """
    sentence = doc.sentence_of(role.first)
    if company:
        return None
    inside = [hit for hit in hits if hit.country and sentence.first <= hit.first < sentence.last]
    if inside:
        states = {hit.country for hit in inside}
        arrived = any(doc.tokens[hit.first - 1].lower in ("to", "into", "from") for hit in inside if hit.first)
        return inside[0].country if len(states) == 1 and not arrived else None
    acting = Counter(hit.country for hit in hits if hit.kind is Kind.COUNTRY)
    state, count = next(iter(acting.most_common(1)), (None, 0))
    return state if count >= DOMINANT and count >= DOMINANT_SHARE * acting.total() else None
