"""Why an entity is linked as it is: the evidence, every record considered with its features, filters and thresholds.

Works from what the linker works from (evidence, scoring, authority), so it tells what the linker saw; the decision
itself is the linker's, or a human's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.authority import Authority, NameKind, PersonRecord
from kg.link import scoring
from kg.link.base import ArticleView
from kg.link.evidence import Evidence, EvidenceReader
from kg.link.verdicts import METHOD as DECIDED
from kg.model.entities import Entity, Kind, Link, Outcome

# Records that are listed; a surname may have thousands.
LISTED = 20
MEANINGS = {
    "prior": "prominence of the record, whatever the article",
    "name": "how closely the names agree",
    "time": "in public office when the article was written",
    "role": "a stated title against the offices held",
    "country": "states of the record against those of the text",
    "gender": "pronouns and titles against the record",
    "cue": "the article presents a public figure",
    "exact": "the record bears the name exactly",
}


@dataclass(frozen=True, slots=True)
class Considered:
    """A record that bears the name. `score` is None for one that a filter rules out; `filtered` says why."""

    qid: str | None
    label: str
    agreement: str
    score: float | None
    features: tuple[tuple[str, float], ...] = ()
    filtered: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that bears on one entity of one article."""

    article: str
    entity: Entity
    link: Link
    evidence: tuple[tuple[str, str], ...]
    considered: tuple[Considered, ...]
    unlisted: int
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The explanation as plain values."""
        return {
            "article": self.article,
            "entity": {"id": self.entity.id, "name": self.entity.name, "kind": str(self.entity.kind)},
            "outcome": str(self.link.outcome),
            "qid": self.link.qid,
            "score": self.link.score,
            "margin": self.link.margin,
            "method": self.link.method,
            "authority": self.link.authority,
            "evidence": dict(self.evidence),
            "thresholds": thresholds(),
            "records": [_record_json(one) for one in self.considered],
            "unlisted": self.unlisted,
            "reasons": list(self.reasons),
        }

    def lines(self) -> Iterator[str]:
        """The explanation for people."""
        target = f" → {self.link.qid} {self.link.candidates[0].label}" if self.link.qid else ""
        yield f"{self.entity.name} ({self.entity.kind}) in {self.article}: {self.link.outcome}{target}"
        yield f"  score {self.link.score:.3f}, margin {self.link.margin:.2f}, by {self.link.method or 'nothing'}"
        yield from (f"  {name}: {text}" for name, text in self.evidence)
        for rank, one in enumerate(self.considered, 1):
            yield from _record_lines(rank, one)
        if self.unlisted:
            yield f"  and {self.unlisted} more records of that name"
        yield from (f"  because {reason}" for reason in self.reasons)
        limits = ", ".join(f"{name} {value}" for name, value in thresholds().items())
        yield f"  thresholds: {limits}"


def thresholds() -> dict[str, float]:
    """The scores and leads that outcomes need."""
    return {
        "link from": scoring.LINK_SCORE,
        "lead from": scoring.LINK_MARGIN,
        "candidate from": scoring.CANDIDATE_SCORE,
    }


def explain(
    view: ArticleView, entity: Entity, link: Link, authority: Authority, *, machine: Link | None = None
) -> Explanation:
    """Why an entity of an article is linked as it is.

    Args:
        view: The article with its entities, before linking.
        entity: One of them.
        link: What was decided.
        authority: The records that the linker had.
        machine: What the linker decided, where a human has overruled it.
    """
    own = machine or link
    if entity.kind is not Kind.PERSON:
        considered = _records_of_link(own)
        reasons = _by_record(own)
        return Explanation(view.article.id, entity, link, (), considered, 0, (*_overruled(link, machine), *reasons))
    evidence = EvidenceReader(authority, view).read(entity)
    ranked = rank(evidence, authority)
    reasons = tuple(_reasons(evidence, ranked, own))
    return Explanation(
        article=view.article.id,
        entity=entity,
        link=link,
        evidence=tuple(_evidence_pairs(evidence)),
        considered=tuple(one for one, _ in ranked[:LISTED]),
        unlisted=max(0, len(ranked) - LISTED),
        reasons=(*_overruled(link, machine), *reasons),
    )


Ranked = list[tuple[Considered, PersonRecord]]


def rank(evidence: Evidence, authority: Authority) -> Ranked:
    """The records that bear a name with their scores, best first, those that a filter rules out last."""
    found: dict[int, tuple[PersonRecord, NameKind | None]] = {
        id(match.person): (match.person, match.kind) for match in authority.matches(evidence.name)
    }
    if evidence.bare:
        for record in authority.persons_with_surname(evidence.name):
            found.setdefault(id(record), (record, None))
    ranked = [(_considered(record, kind, evidence), record) for record, kind in found.values()]
    return sorted(ranked, key=lambda pair: (pair[0].score is None, -(pair[0].score or 0.0)))


def _considered(record: PersonRecord, kind: NameKind | None, evidence: Evidence) -> Considered:
    agreement = str(kind) if kind else "surname"
    if scoring.impossible(record, evidence):
        return Considered(record.qid, record.label, agreement, None, filtered=_impossible(record, evidence))
    values = scoring.features(record, kind, evidence)
    return Considered(record.qid, record.label, agreement, scoring.total(values), values)


def _impossible(record: PersonRecord, evidence: Evidence) -> str:
    """Which year rules a record out."""
    year = evidence.year or 0
    if record.birth_year is not None and year < record.birth_year + scoring.YOUNGEST:
        return f"born in {record.birth_year}, under {scoring.YOUNGEST} in {year}"
    return f"died in {record.death_year}, more than {scoring.DEAD_YEARS} years before {year}"


def _evidence_pairs(evidence: Evidence) -> Iterator[tuple[str, str]]:
    yield "name", f"{evidence.name}{' (a single name)' if evidence.bare else ''}"
    yield "year", str(evidence.year) if evidence.year else "not known"
    for role in evidence.stated:
        states = ", ".join(sorted(role.states)) or "no state"
        former = ", former" if role.former else ""
        yield "role", f"{role.office_class or 'no public office'} of {states}{former}"
    if evidence.gender:
        yield "gender", evidence.gender
    for where, named in (("near", evidence.near), ("around", evidence.around)):
        yield f"states {where}", ", ".join(sorted(named)) or "none"


def _reasons(evidence: Evidence, ranked: Ranked, link: Link) -> Iterator[str]:
    """What kept the best record from being linked; what speaks for it if nothing did."""
    scored = [one for one, _ in ranked if one.score is not None]
    if not ranked:
        yield "nobody of that name is known"
        return
    if not scored:
        yield "every record of that name is ruled out by its years"
        return
    best = scored[0]
    margin = (best.score or 0.0) - (scored[1].score or 0.0 if len(scored) > 1 else 0.0)
    faults = list(_faults(best, margin, evidence))
    yield from faults
    if link.outcome is Outcome.LINK:
        yield f"{best.label} scores {best.score:.2f}, leads by {margin:.2f}, and more than the name speaks for it"
    elif not faults and evidence.bare:
        yield "a single name links only by a stated office that no other bearer held, or as the only leader so called"
    elif not faults:
        yield "another person of the article is the surer bearer of that item, or the names disagree in part"


def _faults(best: Considered, margin: float, evidence: Evidence) -> Iterator[str]:
    score = best.score or 0.0
    if best.qid is None:
        yield f"the best record, {best.label!r}, has no Wikidata item"
    if score < scoring.CANDIDATE_SCORE:
        yield f"the best score {score:.2f} is below {scoring.CANDIDATE_SCORE}, not even a candidate's"
    elif score < scoring.LINK_SCORE:
        yield f"the best score {score:.2f} is below {scoring.LINK_SCORE}"
    if margin < scoring.LINK_MARGIN:
        yield f"the lead {margin:.2f} over the second is below {scoring.LINK_MARGIN}"
    if not scoring.supported(best.features, evidence):
        yield "nothing but the name and a state speaks for the best record"


def _overruled(link: Link, machine: Link | None) -> tuple[str, ...]:
    if link.method != DECIDED:
        return ()
    before = f"; the linker alone: {machine.outcome} {machine.qid or ''}".rstrip() if machine else ""
    return (f"a human decided so (decisions {link.authority}){before}",)


def _by_record(link: Link) -> tuple[str, ...]:
    if link.outcome is Outcome.LINK:
        return ("one record of the authority bears exactly that name or code, and the states agree",)
    return ("no record, or more than one, bears exactly that name or code, or the states disagree",)


def _records_of_link(link: Link) -> tuple[Considered, ...]:
    return tuple(Considered(c.qid, c.label, "exact", c.score, c.features) for c in link.candidates)


def _record_lines(rank: int, one: Considered) -> Iterator[str]:
    head = f"  {rank}. {one.qid or 'no item'} {one.label} ({one.agreement})"
    if one.filtered:
        yield f"{head}: out, {one.filtered}"
        return
    yield f"{head}: {one.score:.2f}"
    yield from (f"       {name:<8} {value:+.2f}  {MEANINGS.get(name, '')}".rstrip() for name, value in one.features)


def _record_json(one: Considered) -> dict[str, Any]:
    return {
        "qid": one.qid,
        "label": one.label,
        "agreement": one.agreement,
        "score": one.score,
        "features": dict(one.features),
        "filtered": one.filtered,
    }


def explanation_text(explanations: Iterable[Explanation]) -> str:
    """Explanations for people, a blank line between two."""
    return "\n\n".join("\n".join(one.lines()) for one in explanations)


def explanation_json(explanations: Sequence[Explanation]) -> list[dict[str, Any]]:
    """Explanations as plain values."""
    return [one.to_json() for one in explanations]
