"""A record (a JSON object, a row of a table) → its Article.

The words are plain text, a piece of HTML or a whole page; each is read as what it is.
"""

from __future__ import annotations

import re

from kg.model.document import Article
from kg.read.decode import CONTROL, mend_mojibake
from kg.read.fields import FieldMap, Record
from kg.read.fragments import read_fragment
from kg.read.html import read_html
from kg.read.metadata import Metadata
from kg.read.plain import merge, read_plain
from kg.read.reading import Reading

WHOLE_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html|<head|<body)\b", re.I)
MARKUP = re.compile(r"</(?:p|div|span|a|h[1-6]|li|ul|ol|b|i|em|strong|section|article)\s*>|<br\s*/?>|<p>", re.I)


def read_record(record: Record, fields: FieldMap, reading: Reading, *, shared: Metadata | None = None) -> Article:
    """The article of a record.

    Args:
        record: Its fields by name.
        fields: Which is which.
        reading: Where it comes from.
        shared: What all records of the input have in common.

    Raises:
        ReadError: It has no text.
    """
    text = fields.text(record)
    if text is None:
        names = ", ".join(list(map(str, record))[:12]) or "none"
        raise reading.error(f"no text in it (fields: {names}): name the field of the text, or drop the record")
    if len(CONTROL.findall(text)) > max(2, len(text) // 500):
        raise reading.error("binary content in the place of its text: mend or drop the record")
    text, known = mend_mojibake(text), merge(_metadata(record, fields), shared or Metadata())
    if WHOLE_PAGE.match(text):
        return read_html(text, reading.name, known=known, lexicon=reading.lexicon)
    if MARKUP.search(text):
        return read_fragment(text, reading.name, told=known, lexicon=reading.lexicon)
    return read_plain(text, reading.name, known=known, lexicon=reading.lexicon)


def _metadata(record: Record, fields: FieldMap) -> Metadata:
    url, publisher = fields.line(record, "url"), fields.line(record, "publisher")
    if url is not None and not re.match(r"https?://\S+$", url):
        url = None
    # A column "source" may hold a path or an address, which is no publisher.
    if publisher is not None and (len(publisher) > 80 or "/" in publisher):
        publisher = None
    headline = fields.line(record, "headline")
    return Metadata(
        headline=mend_mojibake(headline) if headline else None,
        published=fields.day(record),
        url=url,
        author=fields.line(record, "author"),
        publisher=publisher,
        language=fields.line(record, "language"),
        issued=fields.moment(record),
        modified=fields.moment(record, "modified"),
        section=(fields.line(record, "section") or "")[:60] or None,
    )
