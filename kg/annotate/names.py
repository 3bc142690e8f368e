"""The name layer: persons, countries, organizations and places of an article as entities with their mentions.

In: a parsed Document. Out: the same with `entities` (numbered in the order of first mention) and mentions of the forms
name, adjective and metonym. One entity per country; one sense per name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.annotate.countries import CountryFinder
from kg.annotate.hits import Hit, syntactic_head
from kg.annotate.name_claims import has_party_tag
from kg.annotate.organizations import OrganizationFinder
from kg.annotate.people import Context, NameJoiner, Person
from kg.annotate.persons import PersonFinder, PersonHit
from kg.annotate.represented import Representation
from kg.annotate.role_phrases import Role
from kg.annotate.roles import RoleFinder
from kg.annotate.sides import SideReader
from kg.annotate.titles import MAX_ROLES, Titles
from kg.authority import Authority
from kg.lexicon import Lexicon
from kg.model.document import Document, Form, Mention, Span
from kg.model.entities import Entity, Kind

# Titles of those who speak for whom they serve.
SERVING = frozenset(
    [
        "aide",
        "adviser",
        "advisor",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "assistant",
        "envoy",
        "representative",
        "secretary",
        "minister",
        "deputy",
        "emissary",
        "chief",
    ]
)


@dataclass
class _Thing:
    """An entity while its mentions are collected."""

    kind: Kind
    name: str
    country: str | None = None
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    gender: str | None = None
    mentions: list[tuple[Span, Form, int]] = field(default_factory=list)


class NameFinder:
    """Finds who and what an article names.

    Args:
        authority: The states, organizations and persons known beforehand.
        lexicon: The word lists of the gazetteer.
    """

    def __init__(self, authority: Authority, lexicon: Lexicon) -> None:
        self._titles = Titles(lexicon)
        self._countries = CountryFinder(authority, lexicon)
        self._persons = PersonFinder(authority, lexicon, self._titles)
        self._organizations = OrganizationFinder(authority, lexicon, self._titles)
        self._joiner = NameJoiner(self._titles, self._persons.is_family_first)
        self._represented = Representation(authority)

    def __call__(self, doc: Document) -> Document:
        """The document with its entities and the mentions that name them."""
        if not doc.tokens:
            return doc
        states = self._countries.find(doc)
        dateline = self._countries.datelines(doc).tokens
        known = [hit for hit in self._organizations.find_known(doc, states) if hit.first not in dateline]
        hits = _merged(known, states)
        persons, rest = self._persons.find(doc, hits, dateline)
        hits = _without(hits, persons)
        taken = [False] * len(doc.tokens)
        bodies = self._organizations.find_runs(doc, rest, taken, states)
        hits = _merged(bodies, hits)
        things = self._people(doc, persons, hits)
        things.extend(_things(doc, hits))
        return _numbered(doc, things)

    def _people(self, doc: Document, persons: Sequence[PersonHit], hits: Sequence[Hit]) -> list[_Thing]:
        finder = RoleFinder(self._titles, doc, hits, persons)
        stated = {hit.first: finder.roles(n) for n, hit in enumerate(persons)}
        people = self._joiner.join(persons, self._context(doc, finder, persons, stated))
        roles = {id(person): [role for hit in person.hits for role in stated[hit.first]] for person in people}
        sides = SideReader(self._titles, doc, hits, persons)
        countries = self._represented.countries(doc, finder, people, (roles, hits, sides))
        self._serve(finder, people, roles, countries)
        tagged = {hit.first for hit in persons if has_party_tag(finder.phrases.words, hit.last)}
        for person in people:
            if not tagged.isdisjoint(hit.first for hit in person.hits):
                countries[id(person)] = countries[id(person)] or "US"
        return [self._thing(doc, person, roles[id(person)], countries[id(person)]) for person in people]

    def _serve(
        self,
        finder: RoleFinder,
        people: Sequence[Person],
        roles: Mapping[int, Sequence[Role]],
        countries: dict[int, str | None],
    ) -> None:
        """Who serves somebody speaks for his state ("an aide to Vice President X")."""
        home = {hit.first: person for person in people for hit in person.hits}
        for person in people:
            for role in roles[id(person)]:
                master = home.get(role.relation if role.relation is not None else -1)
                if master is None or master is person or countries[id(person)] or role.title.word not in SERVING:
                    continue
                if finder.states.country(role) == (None, False) and not finder.states.is_partisan(role):
                    countries[id(person)] = countries[id(master)]

    def _context(
        self, doc: Document, finder: RoleFinder, persons: Sequence[PersonHit], stated: dict[int, list[Role]]
    ) -> Context:
        owners = ((hit.first, finder.kin(n)) for n, hit in enumerate(persons))
        kin = ((hit.first, finder.kinship(n)) for n, hit in enumerate(persons))
        ages = ((hit.first, finder.age(n)) for n, hit in enumerate(persons))
        return Context(
            apart=[(first, owner) for first, owner in owners if owner is not None],
            states=_states(finder, persons, stated),
            offices={
                first: role.title.word
                for first, roles in stated.items()
                for role in reversed(roles)
                if _is_office(role)
            },
            kin={first: word for first, word in kin if word},
            age={first: age for first, age in ages if age},
            gender=self._represented.gender,
            holder=lambda surname, title: self._represented.holder(surname, title, doc.article.reference_date),
        )

    def _thing(self, doc: Document, person: Person, roles: Sequence[Role], country: str | None) -> _Thing:
        names = list(dict.fromkeys(_name(doc, hit) for hit in person.hits))
        best = max(names, key=lambda name: (len(name.split()), name != name.upper()))
        stated = tuple(dict.fromkeys(role.text for role in roles))[:MAX_ROLES]
        told = next((role.title.gender for role in roles if role.title.gender and not role.title.plural), None)
        gender = person.gender or told or self._represented.gender(best)
        return _Thing(
            Kind.PERSON,
            best,
            country,
            stated,
            tuple(name for name in names if name != best),
            gender,
            [(hit.span, Form.NAME, syntactic_head(doc, hit.first, hit.last)) for hit in person.hits],
        )


def _is_office(role: Role) -> bool:
    return role.title.class_ not in ("kin", "private")


def _states(finder: RoleFinder, persons: Sequence[PersonHit], stated: dict[int, list[Role]]) -> dict[int, str]:
    """By first token of a name, the state that its roles name."""
    found: dict[int, str] = {}
    for hit in persons:
        named = (finder.states.country(role)[0] or role.title.country for role in stated[hit.first])
        codes = [finder.states.of_country(hit), *named]
        code = next((code for code in codes if code), None)
        if code is not None and stated[hit.first]:
            found[hit.first] = code
    return found


def _name(doc: Document, hit: PersonHit) -> str:
    return " ".join(doc.text_of(hit.span).split())


def _merged(first: Sequence[Hit], second: Sequence[Hit]) -> list[Hit]:
    """Both lists in text order; of two hits that overlap the longer stays, of equal ones the first list's."""
    kept: list[Hit] = []
    spans: dict[int, Hit] = {}
    for hit in sorted((*first, *second), key=lambda hit: -(hit.last - hit.first)):
        others = [spans[i] for i in range(hit.first, hit.last) if i in spans]
        if any(not _side_by_side(hit, other) for other in others):
            continue
        kept.append(hit)
        spans.update((i, hit) for i in range(hit.first, hit.last))
    return sorted(kept, key=lambda hit: (hit.span, hit.last))


def _side_by_side(one: Hit, other: Hit) -> bool:
    """Whether two hits share no character, or are the two states that one plural names ("the Koreas")."""
    twins = one.span == other.span and one.kind is other.kind is Kind.COUNTRY and one.key != other.key
    return twins or not one.span.touches(other.span)


def _without(hits: Sequence[Hit], persons: Sequence[PersonHit]) -> list[Hit]:
    """The hits that are no part of a person's name."""
    taken = {i for person in persons for i in range(person.first, person.last)}
    return [hit for hit in hits if not any(i in taken for i in range(hit.first, hit.last))]


def _things(doc: Document, hits: Sequence[Hit]) -> list[_Thing]:
    found: dict[tuple[Kind, str], _Thing] = {}
    for hit in hits:
        thing = found.setdefault((hit.kind, hit.key), _Thing(hit.kind, hit.name, hit.country))
        thing.country = thing.country or hit.country
        surface = " ".join(doc.text_of(hit.span).split())
        if surface != thing.name and surface not in thing.aliases and hit.kind is Kind.ORGANIZATION:
            thing.aliases = (*thing.aliases, surface)
        thing.mentions.append((hit.span, hit.form, syntactic_head(doc, hit.first, hit.last)))
    return list(found.values())


def _numbered(doc: Document, things: list[_Thing]) -> Document:
    things.sort(key=lambda thing: (min(thing.mentions)[0], thing.kind, thing.name))
    entities, mentions = [], []
    for n, thing in enumerate(things, 1):
        entities.append(
            Entity(f"e{n}", thing.kind, thing.name, thing.country, thing.roles, thing.aliases, thing.gender)
        )
        for span, form, head in thing.mentions:
            mentions.append(Mention(span, doc.text_of(span), f"e{n}", form, head))
    mentions.sort(key=lambda mention: (mention.span, mention.entity))
    return replace(doc, entities=tuple(entities), mentions=tuple(mentions))
