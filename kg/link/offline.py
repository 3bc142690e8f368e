"""Linking against the embedded authority: no network, the same decision for the same article and authority.

Persons are scored (`scoring`); countries and organizations link by exact record. Three outcomes: a link, a list of
candidates that a human or an online run may settle, or NIL. A wrong link is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.authority import (
    Authority,
    CountryRecord,
    NameKind,
    NameMatch,
    OrganizationRecord,
    PersonRecord,
    fold,
    fold_name,
    is_kinship,
)
from kg.link import scoring
from kg.link.base import ArticleView
from kg.link.evidence import Evidence, EvidenceReader
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome

METHOD = "offline"
# Candidates that are shown for one entity.
SHOWN = 5
# Exact records are sure but for the spotting of the name itself.
COUNTRY_SCORE = 0.99
ORGANIZATION_SCORE = 0.95

# From this prior on, a leader is known by the surname long after.
HOUSEHOLD = 80
# Names as they stand in a record.
EXACT = frozenset({NameKind.LABEL, NameKind.ALIAS})

REGNAL = re.compile(r"\b[IVX]+$")

Scored = tuple[PersonRecord, Candidate]


class OfflineLinker:
    """Links the entities of articles with the records of an authority.

    Args:
        authority: The records; loaded once, shared by all articles.
    """

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def link(self, view: ArticleView) -> dict[str, Link]:
        """The decision on every person, country and organization of an article, by entity id."""
        reader = EvidenceReader(self._authority, view)
        around = frozenset(e.country for e in view.entities if e.kind is Kind.COUNTRY and e.country)
        links: dict[str, Link] = {}
        for entity in view.entities:
            if entity.kind is Kind.PERSON:
                links[entity.id] = self._person(reader.read(entity))
            elif entity.kind is Kind.COUNTRY:
                links[entity.id] = self._country(entity)
            elif entity.kind is Kind.ORGANIZATION:
                links[entity.id] = self._organization(entity, around)
        return _one_each(links, view.entities)

    def _nil(self) -> Link:
        return Link(Outcome.NIL, method=METHOD, authority=self._authority.version)

    def _person(self, evidence: Evidence) -> Link:
        ranked = self._ranked(evidence)
        if not ranked:
            return self._nil()
        best = ranked[0]
        margin = best[1].score - (ranked[1][1].score if len(ranked) > 1 else 0.0)
        outcome = self._outcome(best, margin, evidence, ranked)
        shown = tuple(candidate for _, candidate in ranked if candidate.qid)[:SHOWN]
        if not shown or outcome is Outcome.NIL:
            return self._nil()
        return Link(
            outcome,
            shown,
            score=scoring.probability(best[1].score, margin),
            margin=round(margin, 3),
            method=METHOD,
            authority=self._authority.version,
        )

    def _ranked(self, evidence: Evidence) -> list[Scored]:
        """The possible records, best first; of equal ones the first in the authority."""
        scored: list[Scored] = []
        records = self._records(evidence)
        for record, kind in records:
            if not scoring.impossible(record, evidence):
                values = scoring.features(record, kind, evidence)
                state = scoring.state_at(record, evidence.year)
                candidate = Candidate(
                    record.qid or "", record.label, scoring.total(values), values, state, record.gender
                )
                scored.append((record, candidate))
        scored = _without_rough(scored, {record.label for record, kind in records if kind in EXACT})
        return sorted(scored, key=lambda pair: -pair[1].score)

    def _records(self, evidence: Evidence) -> list[tuple[PersonRecord, NameKind | None]]:
        if not evidence.bare:
            matches = self._authority.matches(evidence.name)
            return [(match.person, match.kind) for match in matches if self._ends_alike(match, evidence.name)]
        found: dict[int, tuple[PersonRecord, NameKind | None]] = {
            id(match.person): (match.person, match.kind) for match in self._authority.matches(evidence.name)
        }
        for record in self._authority.persons_with_surname(evidence.name):
            found.setdefault(id(record), (record, None))
        return list(found.values())

    def _ends_alike(self, match: NameMatch, name: str) -> bool:
        """Whether a rough agreement extends to the last word ("Ali bin Omar" is not "Ali bin Ahmad") or numeral."""
        if _other_numeral(name, match.person):
            return False
        if match.kind is not NameKind.LOOSE:
            return True
        last = self._authority.loose_name(name).split()[-1:]
        names = (match.person.label, *match.person.aliases)
        return any(set(last) <= set(self._authority.loose_name(known).split()) for known in names)

    def _outcome(self, best: Scored, margin: float, evidence: Evidence, ranked: list[Scored]) -> Outcome:
        record, candidate = best
        if candidate.score < scoring.CANDIDATE_SCORE or not record.qid:
            return Outcome.NIL
        if candidate.score < scoring.LINK_SCORE or margin < scoring.LINK_MARGIN:
            return Outcome.NIL if evidence.bare else Outcome.CANDIDATE
        if not scoring.supported(candidate.features, evidence):
            return Outcome.NIL if evidence.bare else Outcome.CANDIDATE
        if evidence.bare and not self._bare_name_proved(record, evidence, ranked):
            return Outcome.NIL
        return Outcome.LINK

    def _bare_name_proved(self, record: PersonRecord, evidence: Evidence, ranked: list[Scored]) -> bool:
        """Whether a single name alone tells who it is: by a stated office, or as the only leader so called."""
        offices = [stated for stated in evidence.stated if stated.office_class is not None]
        proving = [stated for stated in offices if scoring.holds(record, stated, evidence.year)]
        if proving:
            others = [other for other, _ in ranked if other is not record]
            return not any(scoring.holds(other, stated, evidence.year) for other in others for stated in proving)
        if offices or evidence.year is None:
            return False
        return self._only_leader(record, evidence, ranked)

    def _only_leader(self, record: PersonRecord, evidence: Evidence, ranked: list[Scored]) -> bool:
        """A leader in office or shortly before, whose state the article names, and no other bearer it could mean."""
        states = evidence.states or evidence.around
        year = evidence.year or 0
        if not scoring.states_of(record) & states:
            return False
        if not _leads(record, year):
            return _is_household(record, year) and all(
                other is record or other.prior < HOUSEHOLD // 4 for other, _ in ranked
            )
        rivals = [other for other, _ in ranked if other is not record and other.prior >= scoring.PROMINENT // 2]
        return not any(scoring.states_of(other) & states for other in rivals)

    def _country(self, entity: Entity) -> Link:
        record = self._state(entity)
        if record is None or record.qid is None:
            return self._nil()
        values = (("exact", 1.0),)
        candidate = Candidate(record.qid, record.label, 1.0, values, record.iso2)
        return Link(Outcome.LINK, (candidate,), COUNTRY_SCORE, 1.0, METHOD, self._authority.version)

    def _state(self, entity: Entity) -> CountryRecord | None:
        """The record of the code; where two states had the same code, the one that bears the name."""
        if entity.country is None:
            return None
        key = fold(entity.name)
        for record in self._authority.countries:
            if record.iso2 == entity.country and key in {fold(name) for name in (record.label, *record.aliases)}:
                return record
        return self._authority.country(entity.country)

    def _organization(self, entity: Entity, around: frozenset[str]) -> Link:
        found: dict[str, OrganizationRecord] = {}
        for form in (entity.name, *entity.aliases):
            for record in self._authority.organizations_named(form):
                if _may_be(record, form, entity, around):
                    found.setdefault(record.label, record)
        if len(found) != 1:
            return self._nil()
        record = next(iter(found.values()))
        if record.qid is None:
            return self._nil()
        candidate = Candidate(record.qid, record.label, 1.0, (("exact", 1.0),), record.country)
        return Link(Outcome.LINK, (candidate,), ORGANIZATION_SCORE, 1.0, METHOD, self._authority.version)


def _without_rough(scored: list[Scored], exact: set[str]) -> list[Scored]:
    """The candidates, without those of roughly the same name where one bears it exactly and belongs to the place."""
    at_home = any(record.label in exact and dict(candidate.features)["country"] > 0 for record, candidate in scored)
    if not at_home:
        return scored
    rough = scoring.NAME[NameKind.LOOSE]
    return [pair for pair in scored if pair[0].label in exact or dict(pair[1].features)["name"] > rough]


def _other_numeral(name: str, record: PersonRecord) -> bool:
    """Whether a monarch's numeral is another than that of the record."""
    stated = REGNAL.search(name)
    known = {found.group() for label in (record.label, *record.aliases) if (found := REGNAL.search(label))}
    return stated is not None and bool(known) and stated.group() not in known


def _leads(record: PersonRecord, year: int) -> bool:
    return record.prior >= scoring.PROMINENT and any(
        office.office_class in scoring.TOP and office.covers(year, slack=1) for office in record.offices
    )


def _is_household(record: PersonRecord, year: int) -> bool:
    """Whether the bare surname of a former leader still tells everybody who is meant."""
    led = any(office.office_class in scoring.TOP and (office.start or year) < year for office in record.offices)
    return led and record.prior >= HOUSEHOLD


def _may_be(record: OrganizationRecord, form: str, entity: Entity, around: frozenset[str]) -> bool:
    """Whether the states agree.

    Every parliament has a "house", every state a "supreme court": a national body needs that the article names its
    state or none, or an acronym of its own.
    """
    if record.country is None:
        return entity.country is None
    if entity.country not in (None, record.country):
        return False
    acronym = form.replace(".", "")
    if acronym.isupper() and len(acronym) > 2:
        return True
    return (record.country in around or not around) and (entity.country is not None or fold(form) == fold(record.label))


def _one_each(links: dict[str, Link], entities: Iterable[Entity]) -> dict[str, Link]:
    """Two persons of one article are not one: of two that lead to the same item the surer keeps it.

    The others are left to a human, unless both names are names of the record, or one is a part of the other.
    """
    names = {entity.id: entity.name for entity in entities if entity.kind is Kind.PERSON}
    by_item: dict[str, list[str]] = {}
    for entity_id, link in links.items():
        if link.qid is not None and entity_id in names:
            by_item.setdefault(link.qid, []).append(entity_id)
    kept = dict(links)
    for ids in by_item.values():
        best = max(ids, key=lambda entity_id: (links[entity_id].score, -ids.index(entity_id)))
        for entity_id in ids:
            one = _one_name(names[entity_id], names[best]) or (_exact(links[entity_id]) and _exact(links[best]))
            if entity_id != best and not one:
                kept[entity_id] = replace(links[entity_id], outcome=Outcome.CANDIDATE)
    return kept


def _exact(link: Link) -> bool:
    """Whether the article's name is a name of the record as it stands."""
    return dict(link.candidates[0].features)["name"] >= scoring.NAME[NameKind.ALIAS]


def _one_name(one: str, other: str) -> bool:
    """Whether every word of one name stands in the other, so that the annotator may have missed that they are one."""
    first, second = set(fold_name(one).split()), set(fold_name(other).split())
    return first <= second or second <= first


def apply_links(entities: Iterable[Entity], links: Mapping[str, Link]) -> tuple[Entity, ...]:
    """The entities with what their links tell.

    An accepted link sets `qid` and `link_score`; for a person also the label where the article has the surname only,
    and gender and state where the article does not tell them (the state of nobody who holds no public office there).
    """
    return tuple(_applied(entity, links.get(entity.id)) for entity in entities)


def _applied(entity: Entity, link: Link | None) -> Entity:
    if link is None or link.qid is None:
        return entity
    linked = replace(entity, qid=link.qid, link_score=link.score)
    if entity.kind is not Kind.PERSON:
        return linked
    best = link.candidates[0]
    return replace(
        linked,
        name=best.label if " " not in fold_name(entity.name) else entity.name,
        aliases=_with_used(entity, best.label),
        country=entity.country or (best.country if _may_tell_state(entity, best) else None),
        gender=entity.gender or best.gender,
    )


def _may_tell_state(entity: Entity, best: Candidate) -> bool:
    """Whether the record's state is the one the article means: not where it presents the leader of a party or body."""
    public = any(not is_kinship(role) for role in entity.roles)
    return not public or dict(best.features).get("cue", 0.0) >= scoring.PUBLIC_CUE


def _with_used(entity: Entity, label: str) -> tuple[str, ...]:
    """The aliases, with the surname that the article used where the label takes its place as name."""
    if " " in fold_name(entity.name) or entity.name == label:
        return entity.aliases
    return (entity.name, *(alias for alias in entity.aliases if alias not in (entity.name, label)))
