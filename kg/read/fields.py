"""Fields of a record → fields of an article, by usual names or by those that the user gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from kg.errors import ReadError
from kg.read.dates import first_day, moment
from kg.read.decode import NUL_OR_SURROGATE

Record: TypeAlias = Mapping[str, Any]
# The names by which newsroom systems, feeds and data sets call them, in the order in which they are taken; written
# without regard to case, `_`, `-` and spaces.
USUAL: dict[str, tuple[str, ...]] = {
    "text": (
        *("text", "body", "articlebody", "articletext", "fulltext", "maintext", "contenttext", "plaintext"),
        *("content", "contenthtml", "bodyhtml", "html", "article", "story", "summary", "description"),
    ),
    "headline": ("headline", "title", "headlines", "articletitle"),
    "date": (
        *("date", "published", "datepublished", "publishdate", "publisheddate", "publicationdate", "pubdate"),
        *("publishedat", "publishedon", "publishedtime", "publicationtime", "datetime"),
    ),
    "url": ("url", "link", "weburl", "canonicalurl", "permalink", "articleurl", "externalurl"),
    "author": ("author", "authors", "byline", "creator"),
    "publisher": ("publisher", "outlet", "publication", "sitename", "newspaper", "source"),
    "language": ("language", "inlanguage", "lang"),
    "modified": ("modified", "datemodified", "modifieddate", "updated", "updatedat", "lastmodified", "lastupdated"),
    "section": ("section", "articlesection", "sectionname", "category", "desk"),
}
# Where systems put the words of a field that is an object of its own.
INNER = ("rendered", "name", "main", "text", "value", "#text")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Whoever writes a day as a number writes 20070222 or seconds or milliseconds since 1970.
LAST_SECOND = 4_102_444_800


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Which field of a record is which of the article; a path (`story.body`) leads into objects within."""

    given: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> FieldMap:
        """The map that a user gives, article field → record field.

        Raises:
            ReadError: An article has no such field, or the name is empty.
        """
        for name, path in fields.items():
            if name not in USUAL or not path:
                raise ReadError(f"field mapping {name}={path}: an article's fields are {', '.join(USUAL)}")
        return cls(tuple(fields.items()))

    def names(self, field: str) -> tuple[str, ...]:
        """The names in a table's header that may be this field."""
        given = dict(self.given).get(field)
        return (given,) if given is not None else USUAL[field]

    def text(self, record: Record) -> str | None:
        """The words of a record; None where it has none."""
        value = self._value(record, "text")
        return value if value and value.strip() else None

    def line(self, record: Record, field: str) -> str | None:
        """A field in one line; None where the record does not tell it."""
        return " ".join((self._value(record, field) or "").split()) or None

    def day(self, record: Record) -> str | None:
        """The day of publication."""
        return next((day for value in self._values(record, "date") if (day := _day(value))), None)

    def moment(self, record: Record, field: str = "date") -> str | None:
        """The time of publication, or of the last change, as precisely as the record tells it."""
        return next((time for value in self._values(record, field) if (time := _moment(value))), None)

    def _value(self, record: Record, field: str) -> str | None:
        found = (words for value in self._values(record, field) if (words := _words(value)).strip())
        return next(found, None)

    def _values(self, record: Record, field: str) -> list[Any]:
        """What stands under the names of a field, the first name first."""
        given = dict(self.given).get(field)
        if given is not None:
            return [_at(record, given)]
        folded: dict[str, Any] = {}
        for name, value in record.items():
            folded.setdefault(fold_name(name), value)
        return [folded[name] for name in USUAL[field] if name in folded]


def fold_name(name: str) -> str:
    """A field's name without regard to case and punctuation."""
    return re.sub(r"[\s_.-]+", "", str(name)).casefold()


def _at(record: Record, path: str) -> Any:
    """The value at a path; the whole path may be a name as well."""
    if path in record:
        return record[path]
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _words(value: Any) -> str:
    """The words in a value: a string, the names in a list, or what an object calls its own."""
    if isinstance(value, str):
        return NUL_OR_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        parts = [words for item in value if not isinstance(item, list) and (words := _words(item).strip())]
        return ("\n\n" if any(len(part) > 80 for part in parts) else ", ").join(parts)
    if isinstance(value, Mapping):
        return next((_words(value[name]) for name in INNER if isinstance(value.get(name), str)), "")
    return ""


def _day(value: Any) -> str | None:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _numbered_day(value)
    words = re.sub(r"^\s*((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", r"\1-\2-\3", _words(value))
    return first_day(words)


def _moment(value: Any) -> str | None:
    if isinstance(value, date):
        return moment(value.isoformat())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _numbered_day(value)
    return moment(_words(value))


def _numbered_day(value: float) -> str | None:
    if 19000101 <= value <= 21001231:
        digits = str(int(value))
        return first_day(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    seconds = value / 1000 if value > LAST_SECOND else value
    if not 100_000_000 < seconds < LAST_SECOND:
        return None
    return (EPOCH + timedelta(seconds=seconds)).date().isoformat()
