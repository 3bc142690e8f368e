"""Which representation of an answer a client gets: quality values, specificity and wildcards (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an Accept header with its weight."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """How closely the range names a media type: 2 exactly, 1 by its type, 0 by `*/*`, -1 not at all."""
        kind, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (kind, subtype):
            return 2
        if self.subtype == "*":
            return 1 if self.type == kind else 0 if self.type == "*" else -1
        return -1


def parse_accept(header: str) -> list[Range]:
    """The media ranges of a header; parts that are none are ignored, a missing header accepts everything."""
    if not header.strip():
        return [Range("*", "*", 1.0)]
    return [found for part in header.split(",") if (found := _parse_range(part))]


def quality_of(media_type: str, accepted: Iterable[Range]) -> float:
    """The weight of a media type: that of the most specific range that names it, 0 if none does."""
    matches = [(entry.specificity(media_type), entry.quality) for entry in accepted]
    return max((match for match in matches if match[0] >= 0), default=(0, 0.0))[1]


def choose(header: str, offered: Iterable[str]) -> str | None:
    """The media type offered that the client likes best, the earliest of equals; None if it accepts none."""
    accepted = parse_accept(header)
    best: tuple[float, str] | None = None
    for media_type in offered:
        quality = quality_of(media_type, accepted)
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, media_type)
    return best[1] if best else None


def _parse_range(part: str) -> Range | None:
    name, *parameters = part.split(";")
    kind, slash, subtype = name.strip().lower().partition("/")
    if not (slash and kind and subtype) or (kind == "*" and subtype != "*"):
        return None
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            quality = _parse_quality(value.strip())
    return Range(kind, subtype, quality)


def _parse_quality(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
