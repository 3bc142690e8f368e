"""Linking with the help of a service, for the entities that the embedded authority does not settle.

The service only proposes items. They become records of the same form as the embedded ones and go through the same
evidence, features, filters and thresholds, so that being online adds candidates and lowers no bar. The same answers in
the cache give the same links.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Self, cast

from kg.authority import Authority, OfficeClass, PersonRecord, fold_name
from kg.config import Settings
from kg.errors import ConfigError, LinkerUnavailableError
from kg.link.base import ArticleView, Linker
from kg.link.finders import Finder, ReconcileFinder, Wanted, WikidataFinder
from kg.link.lookup import NOTHING, Lookup, Records
from kg.link.offline import SHOWN, OfflineLinker
from kg.link.overlay import Overlay
from kg.link.reconcile import ReconcileClient
from kg.link.wikidata import Ages, WikidataClient
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.net.addresses import origin_of
from kg.net.cache import AnswerCache, Source
from kg.net.http import Door, Manners
from kg.net.pace import Clock

log = logging.getLogger(__name__)

MakeLinker = Callable[[Authority], Linker]
Links = dict[str, Link]


@dataclass(slots=True)
class OnlineReport:
    """What a run asked and got.

    Attributes:
        asked: Entities that the authority did not settle and a service was asked about.
        failed: Those of them that could not be looked up; they keep what the authority said.
        outcomes: The others, by the outcome of linking.
        unavailable: Why no service was asked any more; empty as long as it is.
    """

    asked: int = 0
    failed: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    unavailable: str = ""


class OnlineLinker:
    """Links as the offline linker does, and asks a service about whom that leaves open. Close it after use.

    Once the service is unavailable, nothing is asked any more in the life of this linker, and only the cache helps.

    Args:
        authority: The embedded records; they come first.
        finder: Who proposes items for a name.
        client: Where the items come from; None if nobody gives them, then nothing is ever linked, only shown.
        source: Cache and door of both.
        make_linker: The linker that decides, over the authority and over what was found.
    """

    def __init__(
        self,
        authority: Authority,
        finder: Finder,
        client: WikidataClient | None,
        source: Source,
        *,
        make_linker: MakeLinker = OfflineLinker,
    ) -> None:
        self.report = OnlineReport()
        self._authority = authority
        self._finder = finder
        self._lookup = Lookup(authority, finder, client)
        self._may_link = client is not None
        self._source = source
        self._make_linker = make_linker
        self._offline = make_linker(authority)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections and the cache."""
        self._source.close()

    def link(self, view: ArticleView) -> Links:
        """The decision on every person, country and organization of an article, by entity id."""
        before = self._offline.link(view)
        wanted = {entity.id: self._wanted(entity) for entity in view.entities if _is_open(entity, before)}
        if not wanted:
            return before
        records = self._look_up(list(dict.fromkeys(wanted.values())))
        after = self._make_linker(self._overlaid(records)).link(view)
        settled = {id_: self._settled(want, before[id_], after[id_], records) for id_, want in wanted.items()}
        self._count(wanted, records, settled)
        return before | _without_clashes(settled, before, view.entities)

    def _wanted(self, entity: Entity) -> Wanted:
        state = self._authority.country(entity.country) if entity.country else None
        return Wanted(entity.name, entity.kind, state.qid if state else None)

    def _overlaid(self, records: Records) -> Authority:
        # The linker asks an authority by name and form only, and to that the overlay answers in its place.
        overlay = Overlay(self._authority, persons=records.persons, organizations=records.organizations)
        return cast("Authority", overlay)

    def _look_up(self, wanted: Sequence[Wanted]) -> Records:
        """What the service says; what the cache says, once the service is unavailable."""
        try:
            return self._lookup.find(wanted)
        except LinkerUnavailableError as error:
            log.warning("online linking goes on with the cache alone: %s", error)
            self.report.unavailable = str(error)
            self._source.cut()
        try:
            return self._lookup.find(wanted)
        except LinkerUnavailableError:
            return NOTHING

    def _settled(self, want: Wanted, before: Link, after: Link, records: Records) -> Link:
        """The decision on one entity, with where it comes from."""
        name = self._finder.name
        if want not in records.proposals:
            return replace(before, method=f"{before.method}; {name} unavailable") if self.report.unavailable else before
        if not self._may_link:
            return self._shown(want, before, records)
        outcome = after.outcome
        if outcome is Outcome.LINK and want.kind is Kind.PERSON and not self._trusted(after.candidates[0], records):
            outcome = Outcome.CANDIDATE
        return replace(after, outcome=outcome, method=name, authority=self._provenance(after, records))

    def _trusted(self, best: Candidate, records: Records) -> bool:
        """Whether a link to a person rests on more than a name, a state and prominence.

        The embedded tables know people in public office only. Wikidata also knows athletes, artists and bishops of
        every name: of these it must be the stated office, or a public office at the time.
        """
        values = dict(best.features)
        if values["role"] > 0 or self._authority.persons.of_qid(best.qid) is not None:
            return True
        persons = (person for found in records.persons.values() for person in found if person.qid == best.qid)
        return values["time"] > 0 and any(map(_has_public_office, persons))

    def _shown(self, want: Wanted, before: Link, records: Records) -> Link:
        """The proposals as candidates: a service's own score is no proof by our measure."""
        proposals = records.proposals[want][:SHOWN]
        if before.outcome is not Outcome.NIL or not proposals:
            return before
        shown = tuple(
            Candidate(p.qid, p.label, round(p.score, 3), (("service", round(p.score, 3)),)) for p in proposals
        )
        return Link(Outcome.CANDIDATE, shown, 0.0, 0.0, self._finder.name, self._authority.version)

    def _provenance(self, link: Link, records: Records) -> str:
        """The embedded authority, and of the best item when it was fetched and in which revision."""
        version = f"{self._authority.version} + {self._finder.name}"
        item = records.items.get(link.candidates[0].qid) if link.candidates else None
        if item is None:
            return version
        revision = "" if item.revision is None else f" revision {item.revision}"
        return f"{version} {_moment(item.fetched)}{revision}"

    def _count(self, wanted: Mapping[str, Wanted], records: Records, settled: Mapping[str, Link]) -> None:
        self.report.asked += len(wanted)
        for id_, want in wanted.items():
            if want in records.proposals:
                self.report.outcomes[settled[id_].outcome] += 1
            else:
                self.report.failed += 1


def _is_open(entity: Entity, links: Mapping[str, Link]) -> bool:
    """Whether a service may help: a person's full name, or a body. A single name alone proves nothing."""
    link = links.get(entity.id)
    if link is None or link.outcome is Outcome.LINK:
        return False
    return entity.kind is Kind.ORGANIZATION or (entity.kind is Kind.PERSON and " " in fold_name(entity.name))


def _has_public_office(person: PersonRecord) -> bool:
    return any(office.office_class is not OfficeClass.OTHER for office in person.offices)


def _without_clashes(settled: Mapping[str, Link], before: Mapping[str, Link], entities: Iterable[Entity]) -> Links:
    """The decisions, without links to an item that a person settled beforehand has: two persons are not one."""
    persons = {entity.id for entity in entities if entity.kind is Kind.PERSON}
    taken = {link.qid for id_, link in before.items() if id_ in persons and id_ not in settled and link.qid}
    return {
        id_: replace(link, outcome=Outcome.CANDIDATE) if id_ in persons and link.qid in taken else link
        for id_, link in settled.items()
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_source(
    settings: Settings,
    *,
    cached_only: bool = False,
    open_door: Callable[[Manners], Door] = Door,
    wall: Clock = time.time,
) -> Source:
    """Cache and door of the settings.

    Args:
        settings: Who asks, which services may be asked, where the cache is.
        cached_only: Whether to open no socket and use the answers of the cache, whatever their age.
        open_door: Opens the door at first need.
        wall: Seconds since 1970, for the age of answers.

    Raises:
        ConfigError: The contact is missing, or the cache cannot be used.
    """
    opener = None if cached_only else partial(open_door, _manners(settings))
    return Source(AnswerCache(settings.cache_dir, wall=wall), opener)


def open_online_linker(
    settings: Settings,
    authority: Authority,
    *,
    source: Source | None = None,
    make_linker: MakeLinker = OfflineLinker,
) -> OnlineLinker:
    """The online linker of the settings, for `kg link --online`; close it after use.

    Args:
        settings: Which service, who asks, where the cache is.
        authority: The embedded records.
        source: Cache and door; those of `open_source` if None. It is closed with the linker.
        make_linker: The linker that decides.

    Raises:
        ConfigError: Online linking is off, a service or the contact is missing, or the cache cannot be used.
    """
    if settings.online == "off":
        raise ConfigError("online linking is off: set `online` (KG_ONLINE) to wikidata or reconcile")
    if settings.online == "wikidata" and not settings.wikidata_api:
        raise ConfigError("online = wikidata needs wikidata_api")
    source = source or open_source(settings)
    ages = Ages.of_days(settings.cache_days)
    client = None
    if settings.wikidata_api:
        client = WikidataClient(source, api=settings.wikidata_api, sparql=settings.wikidata_sparql, ages=ages)
    if settings.online == "wikidata" and client:
        finder: Finder = WikidataFinder(client)
    else:
        finder = ReconcileFinder(ReconcileClient(source, url=settings.reconcile_url, max_age=ages.searches))
    return OnlineLinker(authority, finder, client, source, make_linker=make_linker)


def _manners(settings: Settings) -> Manners:
    """How to behave towards the services that the settings name."""
    urls = [settings.wikidata_api, settings.wikidata_sparql]
    if settings.online == "reconcile":
        urls.append(settings.reconcile_url)
    return Manners(
        contact=settings.contact,
        origins=frozenset(origin_of(url) for url in urls if url),
        per_second=settings.requests_per_second,
    )
