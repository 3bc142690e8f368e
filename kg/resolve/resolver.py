"""Entities of many articles → clusters that are one entity each. The result does not depend on the order of articles.

Linked entities with the same item are one. Unlinked ones are one when their names and their states agree: a state that
is not told joins the only one told for the name, and different states stay apart. A surname never joins a full name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kg.authority import Authority
from kg.model.entities import Entity, Kind
from kg.resolve.names import choose_name, name_key

EntityView = tuple[str, Sequence[Entity]]

# Names shorter than this (letters and blanks of the loose form) agree by chance when spelling is left out of account.
LONG_NAME = 10


class Reason(StrEnum):
    """Why the members of a cluster are taken for one entity."""

    ITEM = "same item"
    CODE = "same state code"
    NAME = "same name"
    NAME_AND_STATE = "same name and state"
    SPELLING = "same name but for its spelling, same state"
    DECISION = "decided by a human"


@dataclass(frozen=True, slots=True)
class ClusterEntity:
    """One entity of the whole collection. `name`, `country` and `qid` are stable: an IRI may be made from them."""

    kind: Kind
    name: str
    country: str | None
    qid: str | None
    aliases: tuple[str, ...]
    link_score: float | None
    reason: Reason
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Member:
    article: str
    entity: Entity

    @property
    def id(self) -> tuple[str, str]:
        return (self.article, self.entity.id)


_Group = list[_Member]
_Facet = Callable[[_Member], str | None]


class Resolution:
    """Read-only: which cluster an article's entity belongs to."""

    def __init__(self, clusters: Iterable[ClusterEntity]) -> None:
        self.clusters = tuple(clusters)
        self._of = {member: cluster for cluster in self.clusters for member in cluster.members}

    def __getitem__(self, key: tuple[str, str]) -> ClusterEntity:
        """The cluster of (article id, entity id); KeyError if the entity was not among those resolved."""
        return self._of[key]

    def get(self, article: str, entity: str) -> ClusterEntity | None:
        """As `[]`, but None where there is no such entity."""
        return self._of.get((article, entity))

    def __len__(self) -> int:
        return len(self.clusters)


def resolve(
    articles: Iterable[EntityView],
    authority: Authority | None = None,
    *,
    groups: Mapping[tuple[str, str], str] | None = None,
) -> Resolution:
    """The clusters of the entities of all articles, in the order of kind, name, state and item.

    Args:
        articles: Article ids and the entities of each, after linking.
        authority: Gives linked entities and states their labels, and tells which spellings are of one name; without
            it clusters are named by the articles alone and every spelling stands for itself.
        groups: Entities without an item that a human has put together: those of one value are one, and with no others.
    """
    members = [_Member(article, entity) for article, entities in articles for entity in entities]
    members.sort(key=lambda member: member.id)
    clusters = [_cluster(group, reason, authority) for group, reason in _groups(members, authority, groups or {})]
    clusters.sort(key=lambda cluster: (cluster.kind, cluster.name, cluster.country or "", cluster.qid or ""))
    return Resolution(clusters)


def _groups(
    members: Iterable[_Member], authority: Authority | None, decided: Mapping[tuple[str, str], str]
) -> Iterator[tuple[_Group, Reason]]:
    together: dict[str, _Group] = {}
    linked: dict[tuple[Kind, str], _Group] = {}
    named: dict[tuple[Kind, str], _Group] = {}
    for member in members:
        entity = member.entity
        if entity.qid is not None:
            linked.setdefault((entity.kind, entity.qid), []).append(member)
        elif member.id in decided:
            together.setdefault(decided[member.id], []).append(member)
        else:
            named.setdefault((entity.kind, name_key(entity).words), []).append(member)
    yield from ((group, Reason.ITEM) for group in linked.values())
    yield from ((group, Reason.DECISION) for group in together.values())
    parts: list[_Group] = []
    for group in named.values():
        for same_initials in _split(group, lambda member: name_key(member.entity).initials or None):
            parts.extend(_split(same_initials, lambda member: member.entity.country))
    yield from _respelled(parts, authority)


def _split(group: _Group, facet: _Facet) -> list[_Group]:
    """A group by the values of a facet; members without a value join the only one that there is, else stay together."""
    by_value: dict[str | None, _Group] = {}
    for member in group:
        by_value.setdefault(facet(member), []).append(member)
    values = [value for value in by_value if value is not None]
    if len(values) == 1 and None in by_value:
        return [[*by_value[values[0]], *by_value[None]]]
    return list(by_value.values())


def _respelled(parts: list[_Group], authority: Authority | None) -> Iterator[tuple[_Group, Reason]]:
    """Joins groups of persons of one state whose names differ by transliteration or short given names only."""
    by_spelling: dict[tuple[str, str, str], list[_Group]] = {}
    for group in parts:
        key = _spelling_key(group, authority)
        if key is None:
            yield group, _reason(group)
        else:
            by_spelling.setdefault(key, []).append(group)
    for groups in by_spelling.values():
        joined = [member for group in groups for member in group]
        yield joined, _reason(joined) if len(groups) == 1 else Reason.SPELLING


def _spelling_key(group: _Group, authority: Authority | None) -> tuple[str, str, str] | None:
    state = next((member.entity.country for member in group if member.entity.country), None)
    if authority is None or state is None or group[0].entity.kind is not Kind.PERSON:
        return None
    keys = [name_key(member.entity) for member in group]
    spelling = authority.loose_name(keys[0].words)
    if " " not in spelling or len(spelling) < LONG_NAME:
        return None
    return (spelling, max(key.initials for key in keys), state)


def _reason(group: _Group) -> Reason:
    if group[0].entity.kind is Kind.COUNTRY and group[0].entity.country:
        return Reason.CODE
    return Reason.NAME_AND_STATE if any(member.entity.country for member in group) else Reason.NAME


def _cluster(group: _Group, reason: Reason, authority: Authority | None) -> ClusterEntity:
    entities = [member.entity for member in group]
    names = Counter(entity.name for entity in entities)
    states = Counter(entity.country for entity in entities if entity.country)
    qid = entities[0].qid
    name = _label(entities[0], authority) or choose_name(names)
    others = {*names, *(alias for entity in entities for alias in entity.aliases)} - {name}
    return ClusterEntity(
        kind=entities[0].kind,
        name=name,
        country=choose_name(states) if states else None,
        qid=qid,
        aliases=tuple(sorted(others)),
        link_score=max((entity.link_score for entity in entities if entity.link_score is not None), default=None),
        reason=reason,
        members=tuple(sorted(member.id for member in group)),
    )


def _label(entity: Entity, authority: Authority | None) -> str | None:
    """The label of the record that an entity is linked with, or of the state that is known by its code."""
    if authority is None:
        return None
    if entity.qid is not None:
        return authority.label_of(entity.qid)
    if entity.kind is not Kind.COUNTRY or entity.country is None:
        return None
    record = authority.country(entity.country)
    return record.label if record else None
