"""What the steps of statement extraction hand on: a cue, its speaker and what was said, still as places in the text."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.cues import Cue
from kg.extract.sources import Source
from kg.model.document import Span


@dataclass(frozen=True, slots=True)
class Report:
    """One act of speech. `cue` is the index of its token (None: a quote without cue), `source` the phrase that
    names the speaker, `rule` the construction that gave it.
    """

    rule: str
    cue: int | None
    word: str
    source: Source | None
    content: tuple[Span, ...]
    lexical: Cue | None = None
    addressee: int | None = None
