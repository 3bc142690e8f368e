"""Scores persons and countries."""

from __future__ import annotations

from kg.evaluate.cases import Case, accepted_codes
from kg.evaluate.gold import GoldPerson
from kg.evaluate.layers import Passage
from kg.evaluate.scores import MISSED, WRONG, Finding, Judged, Tally
from kg.evaluate.words import best_alike
from kg.model.entities import Entity, Kind

PERSONS = "persons"
COUNTRIES = "countries"
# How alike a stated role must be to an annotated one.
ROLE_ALIKE = 0.5


def score_persons(case: Case) -> Tally:
    """Persons, one to one by their names; of those matched the country, a role and the Wikidata item."""
    tally = Tally()
    found = {pair.gold: pair.entity for pair in case.people.pairs}
    for g, person in enumerate(case.gold.persons):
        if person.optional:
            continue
        tally.count(PERSONS, gold=1)
        if g in found:
            tally.count(PERSONS, found=1, predicted=1, right=1)
            _judge_details(case, tally, person, case.entities[found[g]])
        else:
            tally.findings.append(Finding(PERSONS, MISSED, person.name, _where(case, person)))
    for entity in case.extraction.entities:
        if entity.kind is Kind.PERSON and entity.id not in found.values():
            _count_wrong(case, tally, PERSONS, entity, entity.name)
    return tally


def _judge_details(case: Case, tally: Tally, person: GoldPerson, entity: Entity) -> None:
    passage = _mention(case, entity)
    if not tally.judge("country", entity.country in person.countries):
        told = f"{person.name}: {entity.country} for {_or(person.countries)}"
        tally.findings.append(Finding(PERSONS, "country", told, passage))
    if person.roles:
        right = best_alike(entity.roles, person.roles) >= ROLE_ALIKE
        if not tally.judge("role", right):
            told = f"{person.name}: {_or(entity.roles) or 'none'} for {_or(person.roles)}"
            tally.findings.append(Finding(PERSONS, "role", told, passage))
    if person.qid:
        if not tally.judge("QID", entity.qid == person.qid):
            told = f"{person.name}: {entity.qid} for {person.qid}"
            tally.findings.append(Finding(PERSONS, "QID", told, passage, entity.link_score))
        if entity.qid:
            tally.judge("QID if linked", entity.qid == person.qid)
        if entity.qid and entity.link_score is not None:
            tally.judged.append(Judged(entity.link_score, entity.qid == person.qid))


def score_countries(case: Case) -> Tally:
    """Countries as a set of codes; those that are only named in boilerplate are wrong."""
    tally = Tally()
    tally.count(COUNTRIES, gold=len(set(case.gold.countries)))
    found: set[str] = set()
    for code, entities in sorted(_predicted(case).items()):
        clean = [entity for entity in entities if not case.only_boilerplate(entity.id)]
        target = _target(case, code)
        if not clean or target is None:
            _count_wrong(case, tally, COUNTRIES, (clean or entities)[0], f"{code} {entities[0].name}")
        elif target in case.gold.countries and target not in found:
            found.add(target)
            tally.count(COUNTRIES, found=1, predicted=1, right=1)
    words = dict(case.gold.country_words)
    for code in sorted(set(case.gold.countries) - found):
        forms = words.get(code, ())
        passage = next((seen for form in forms if (seen := _phrase(case, form))), None)
        tally.findings.append(Finding(COUNTRIES, MISSED, f"{code} ({', '.join(forms)})", passage))
    return tally


def _predicted(case: Case) -> dict[str, list[Entity]]:
    found: dict[str, list[Entity]] = {}
    for entity in case.extraction.entities:
        if entity.kind is Kind.COUNTRY:
            found.setdefault(case.book.code_of(entity), []).append(entity)
    return found


def _target(case: Case, code: str) -> str | None:
    """The annotated code that a predicted one stands for."""
    known = sorted({*case.gold.countries, *case.gold.countries_optional})
    return code if code in known else next((other for other in known if code in accepted_codes(other)), None)


def _count_wrong(case: Case, tally: Tally, line: str, entity: Entity, told: str) -> None:
    boilerplate = case.only_boilerplate(entity.id)
    tally.count(line, predicted=1)
    tally.apart["boilerplate"] += boilerplate
    note = " [boilerplate]" if boilerplate else ""
    tally.findings.append(Finding(line, WRONG, told + note, _mention(case, entity)))


def _where(case: Case, person: GoldPerson) -> Passage | None:
    return next((seen for form in person.mentions if (seen := _phrase(case, form))), None)


def _phrase(case: Case, phrase: str) -> Passage | None:
    """The first place of a phrase in the body."""
    places = [place for place in case.layers.text.find(phrase) if not case.layers.is_boilerplate(frozenset(place))]
    return case.layers.text.passage(places[0]) if places else None


def _mention(case: Case, entity: Entity) -> Passage | None:
    mentions = case.mentions.get(entity.id)
    return case.layers.text.passage(case.tokens([mentions[0].span])) if mentions else None


def _or(values: tuple[str | None, ...] | tuple[str, ...]) -> str:
    return " or ".join(str(value) for value in values)
