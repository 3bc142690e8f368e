"""Who and what an article speaks of, and what linking says of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of entity that the graph knows."""

    PERSON = "person"
    COUNTRY = "country"
    ORGANIZATION = "organization"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that an article speaks of; all its mentions in the article refer to it by `id`.

    `id` is unique within the article (`e1`, `e2` … in the order of first mention). `country` is the ISO 3166 alpha-2
    code of the state that a person represents or an organization belongs to, and a country's own code (SU, YU, DD, CS
    for states that are gone); None where there is none. `roles` are offices as stated. `qid` is the Wikidata item and
    `link_score` how sure the link is (0..1); both None for an entity that is not linked. `iri` is set by resolution.
    """

    id: str
    kind: Kind
    name: str
    country: str | None = None
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    gender: str | None = None
    qid: str | None = None
    link_score: float | None = None
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record of the authority that an entity may be, with the score and the features that gave it.

    `country` is the state that the record speaks for at the article's date, `gender` "m" or "f"; None where not known.
    """

    qid: str
    label: str
    score: float
    features: tuple[tuple[str, float], ...] = ()
    country: str | None = None
    gender: str | None = None


class Outcome(StrEnum):
    """What linking decided."""

    LINK = "link"
    CANDIDATE = "candidate"
    NIL = "nil"


@dataclass(frozen=True, slots=True)
class Link:
    """The decision on one entity: `candidates` best first, `score` calibrated to 0..1, `margin` over the second."""

    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    score: float = 0.0
    margin: float = 0.0
    method: str = ""
    authority: str = ""

    @property
    def qid(self) -> str | None:
        """The accepted item; None unless the outcome is a link."""
        return self.candidates[0].qid if self.outcome is Outcome.LINK and self.candidates else None
