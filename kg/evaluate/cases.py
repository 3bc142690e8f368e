"""One article with its annotation and its extraction, and who of the one is who of the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kg.authority import Authority
from kg.evaluate.gold import GoldArticle, GoldOrganization, GoldPerson
from kg.evaluate.layers import Layers, Tokens
from kg.evaluate.matching import pair_best
from kg.evaluate.words import ONE_WORD, alike, fold_words, person_fit
from kg.model.document import Form, Mention, Span
from kg.model.entities import Entity, Kind
from kg.model.extraction import Extraction

# States that are gone, with the code that is accepted for theirs.
SUCCESSORS = {"SU": "RU", "YU": "RS", "CS": "CZ", "DD": "DE"}
# Least fit for a predicted person to be an annotated one, and how alike two names of a body must be.
PERSON_FIT = 0.5
BODY_ALIKE = 0.6


class NameBook:
    """States and bodies by their names, from the authority."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._codes: dict[str, str] = {}
        for record in authority.countries:
            for name in (record.label, record.official_name, *record.aliases):
                self._codes.setdefault(_key(name), record.iso2)

    def code(self, name: str) -> str | None:
        """The code that a name is, or that of the state so called; None for other names."""
        return name if len(name) == 2 and name.isupper() else self._codes.get(_key(name))

    def code_of(self, entity: Entity) -> str:
        """The code of a country entity: that of its item, else its own, else that of its name."""
        record = self._authority.country_of_qid(entity.qid) if entity.qid else None
        return record.iso2 if record else entity.country or self._codes.get(_key(entity.name)) or f"?{entity.name}"

    def same_body(self, one: str, other: str) -> bool:
        """Whether two names are of one organization: by the authority, else by their words."""
        records = self._authority.organizations_named(one)
        known = any(record in records for record in self._authority.organizations_named(other))
        return known or alike(one, other) >= BODY_ALIKE


def _key(name: str) -> str:
    return " ".join(fold_words(name))


def accepted_codes(code: str) -> tuple[str, ...]:
    """The codes that count as that of a state."""
    return (code, SUCCESSORS[code]) if code in SUCCESSORS else (code,)


@dataclass(frozen=True, slots=True)
class PersonPair:
    """An annotated person, by place in the annotation, and the predicted one that is matched."""

    gold: int
    entity: str


class People:
    """The predicted persons of an article: which annotated person each is.

    One prediction is matched to each person; others that clearly mean a person are wrong as persons, yet right as the
    speaker or participant that they stand for.
    """

    def __init__(self, gold: GoldArticle, persons: list[Entity], forms: Mapping[str, list[str]]) -> None:
        self._gold = gold
        self._persons = persons
        self._forms = forms
        self.pairs = [
            PersonPair(g, persons[p].id) for g, p in pair_best(len(gold.persons), len(persons), self._matchable)
        ]
        matched = {pair.entity: gold.persons[pair.gold].name for pair in self.pairs}
        spare = {entity.id: self._clear_best(p) for p, entity in enumerate(persons) if entity.id not in matched}
        self.names: dict[str, str] = matched | {id_: name for id_, name in spare.items() if name}

    def _matchable(self, g: int, p: int) -> float:
        fit = self._fit(g, p)
        return fit if fit >= PERSON_FIT else 0.0

    def _fit(self, g: int, p: int) -> float:
        person, entity = self._gold.persons[g], self._persons[p]
        if person.qid and person.qid == entity.qid:
            return 1.0
        return person_fit(person, entity.name, self._forms.get(entity.id, []))

    def _clear_best(self, p: int) -> str | None:
        """The annotated person that a prediction fits best, if it fits well and no other as well."""
        ranked = sorted(((self._fit(g, p), person.name) for g, person in enumerate(self._gold.persons)), reverse=True)
        clear = ranked and ranked[0][0] >= ONE_WORD and (len(ranked) == 1 or ranked[1][0] < ranked[0][0])
        return ranked[0][1] if clear else None


@dataclass(frozen=True)
class Case:
    """One article: annotation, extraction, and the layers of its text."""

    gold: GoldArticle
    extraction: Extraction
    layers: Layers
    book: NameBook
    people: People

    @classmethod
    def build(cls, gold: GoldArticle, extraction: Extraction, book: NameBook) -> Case:
        """The case of an annotated article and of what was extracted from it."""
        layers = Layers(gold, extraction.article.text)
        mentions: dict[str, list[Mention]] = {}
        for mention in extraction.mentions:
            mentions.setdefault(mention.entity, []).append(mention)
        persons = [
            entity
            for entity in extraction.entities
            if entity.kind is Kind.PERSON and not _only_boilerplate(layers, mentions.get(entity.id, []))
        ]
        forms = {
            id_: [mention.text for mention in found if mention.form is Form.NAME] for id_, found in mentions.items()
        }
        return cls(gold, extraction, layers, book, People(gold, persons, forms))

    def at_least(self, confidence: float) -> Case:
        """The same without the facts that are less sure."""
        found = self.extraction
        kept = replace(
            found,
            meetings=tuple(fact for fact in found.meetings if fact.confidence >= confidence),
            policies=tuple(fact for fact in found.policies if fact.confidence >= confidence),
            statements=tuple(fact for fact in found.statements if fact.confidence >= confidence),
        )
        return replace(self, extraction=kept)

    @cached_property
    def entities(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in self.extraction.entities}

    @cached_property
    def mentions(self) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention in self.extraction.mentions:
            found.setdefault(mention.entity, []).append(mention)
        return found

    @cached_property
    def _bodies(self) -> dict[str, GoldOrganization]:
        return {body.name: body for body in self.gold.organizations}

    @cached_property
    def _person_names(self) -> frozenset[str]:
        return frozenset(person.name for person in self.gold.persons)

    def tokens(self, spans: Iterable[Span]) -> Tokens:
        """The word tokens of some spans."""
        return self.layers.text.touched(spans)

    def forms(self, entity_id: str) -> list[str]:
        """The names under which an entity is written in the text."""
        return [mention.text for mention in self.mentions.get(entity_id, ()) if mention.form is Form.NAME]

    def only_boilerplate(self, entity_id: str) -> bool:
        """Whether an entity is mentioned nowhere but in boilerplate."""
        return _only_boilerplate(self.layers, self.mentions.get(entity_id, []))

    def label(self, entity_id: str | None) -> str:
        """What an entity is called in messages."""
        entity = self.entities.get(entity_id or "")
        return entity.name if entity else str(entity_id)

    def labels(self, entity_ids: Iterable[str]) -> str:
        """Several, parted by commas."""
        return ", ".join(self.label(entity_id) for entity_id in entity_ids) or "nobody"

    def body(self, name: str) -> GoldOrganization | None:
        """The annotated organization of that name."""
        return self._bodies.get(name)

    def state_of(self, entity_id: str) -> str | None:
        """The code of a country, or of the state that a person or body belongs to."""
        entity = self.entities.get(entity_id)
        if entity is None:
            return None
        return self.book.code_of(entity) if entity.kind is Kind.COUNTRY else entity.country

    def states_of_person(self, name: str) -> tuple[str, ...]:
        """The codes that are accepted for the state of an annotated person."""
        found = next((person for person in self.gold.persons if person.name == name), None)
        return tuple(code for code in found.countries if code) if found else ()

    def means(self, entity_id: str, name: str) -> bool:
        """Whether a predicted entity is the annotated person, state (by code or name) or body of that name."""
        entity = self.entities.get(entity_id)
        if entity is None:
            return False
        if name in self._person_names:
            return self.people.names.get(entity_id) == name
        code = None if name in self._bodies else self.book.code(name)
        if code:
            return entity.kind is Kind.COUNTRY and self.book.code_of(entity) in accepted_codes(code)
        return self._means_other(entity, name)

    def _means_other(self, entity: Entity, name: str) -> bool:
        """The same for names that are no annotated person's and no state's."""
        if entity.kind is Kind.COUNTRY:
            return False
        written = [entity.name, *self.forms(entity.id)]
        if entity.kind is Kind.PERSON:
            return person_fit(GoldPerson((name,), forms=(name,)), entity.name, written) >= ONE_WORD
        body = self._bodies.get(name)
        known = (name, *body.aliases) if body else (name,)
        return any(self.book.same_body(form, other) for form in written for other in known)


def _only_boilerplate(layers: Layers, mentions: list[Mention]) -> bool:
    return bool(mentions) and all(layers.is_boilerplate(layers.text.touched([mention.span])) for mention in mentions)
