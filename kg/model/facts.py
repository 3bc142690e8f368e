"""What an article says: meetings, policies and statements, each with the words that prove it.

Arguments are ids of the article's entities (and, in `about`, of its policies `p1` and meetings `m1`). Closed sets use
the words of the ontology. Dates are EDTF or None.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.document import Span


class MeetingStatus(StrEnum):
    HELD = "held"
    PLANNED = "planned"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    PROPOSED = "proposed"
    DENIED = "denied"


class MeetingType(StrEnum):
    TALKS = "talks"
    SUMMIT = "summit"
    VISIT = "visit"
    CALL = "call"
    CONFERENCE = "conference"
    CEREMONY = "ceremony"
    OTHER = "other"


class PolicyKind(StrEnum):
    TREATY = "treaty"
    LAW = "law"
    SANCTION = "sanction"
    DEFENCE = "defence"
    TRADE = "trade"
    RESOLUTION = "resolution"
    CEASEFIRE = "ceasefire"
    PROGRAMME = "programme"
    DOCTRINE = "doctrine"
    OTHER = "other"


class PolicyStatus(StrEnum):
    PROPOSED = "proposed"
    PLANNED = "planned"
    ADOPTED = "adopted"
    IN_FORCE = "inForce"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REPEALED = "repealed"


class QuoteType(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Meeting:
    """An encounter, held or not. `country` is the ISO code of the state where it takes place; `place` is as named."""

    participants: tuple[str, ...]
    status: MeetingStatus
    type: MeetingType
    evidence: tuple[Span, ...]
    confidence: float
    date: str | None = None
    place: str | None = None
    country: str | None = None
    about: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """An act or position of states and organizations. `mentions` are all the spans that stand for it."""

    label: str
    kind: PolicyKind
    evidence: tuple[Span, ...]
    confidence: float
    aliases: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    status: PolicyStatus | None = None
    date: str | None = None
    mentions: tuple[Span, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said. `speaker` is None for an unnamed source; `speaker_text` always holds the words of the text.

    `content` are the spans of what was said, in text order (several for a split quote), `text` their words, `cue` the
    lemma of the word of speech and `cue_span` where it stands (None for a quote without a cue).
    """

    speaker_text: str
    content: tuple[Span, ...]
    text: str
    type: QuoteType
    cue: str
    evidence: tuple[Span, ...]
    confidence: float
    speaker: str | None = None
    speaker_span: Span | None = None
    cue_span: Span | None = None
    addressee: str | None = None
    about: tuple[str, ...] = ()
    stance: Stance | None = None
    date: str | None = None
    occasion: str | None = None
    id: str = ""


Fact = Meeting | Policy | Statement
