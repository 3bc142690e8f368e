"""JSON Lines → one Article per line. A record has its words in `text`; other fields count where they are strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.lexicon import Lexicon
from kg.model.document import Article
from kg.read.dates import first_day
from kg.read.metadata import Metadata
from kg.read.plain import read_plain

HEADLINE = ("headline", "title")
DAY = ("date", "published", "datePublished")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def looks_like_records(text: str) -> bool:
    """Whether the first line is a JSON object with a `text`."""
    first = text.lstrip().split("\n", 1)[0].strip()
    return first.startswith("{") and first.endswith("}") and _record(first) is not None


def read_records(text: str, source: str, *, lexicon: Lexicon | None = None) -> Iterator[Article]:
    """The articles of a JSON Lines file.

    Raises:
        ReadError: A line is no JSON object with a `text`; the message names the line.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        record = _record(line)
        if record is None:
            raise ReadError(
                f"{source}: line {number} is no JSON object with a non-empty string 'text': mend or drop the line"
            )
        yield read_plain(SURROGATE.sub("\ufffd", record["text"]), source, known=_metadata(record), lexicon=lexicon)


def _record(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    text = value.get("text") if isinstance(value, dict) else None
    return value if isinstance(text, str) and text.strip() else None


def _metadata(record: dict[str, Any]) -> Metadata:
    def field(*names: str) -> str | None:
        values = (record.get(name) for name in names)
        return next((" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()), None)

    return Metadata(
        headline=field(*HEADLINE),
        published=first_day(field(*DAY) or ""),
        url=field("url"),
        author=field("author"),
        publisher=field("publisher"),
        language=field("language", "inLanguage"),
    )
