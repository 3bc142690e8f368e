"""The readers of single documents that are text: feeds, HTML pages, and plain text where nothing else fits."""

from __future__ import annotations

import io
from collections.abc import Iterator

from kg.read.decode import decode_head, decode_text, mend_mojibake
from kg.read.feed import looks_like_feed, read_feed
from kg.read.html import read_html
from kg.read.markup import looks_like_html
from kg.read.plain import read_plain
from kg.read.reading import Found, Reading, read_whole


class FeedReader:
    """RSS and Atom."""

    def matches(self, head: bytes, name: str) -> bool:
        return looks_like_feed(decode_head(head))

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        yield from read_feed(mend_mojibake(_text(stream, reading)), reading.name, lexicon=reading.lexicon)


class HtmlReader:
    """HTML and XHTML."""

    def matches(self, head: bytes, name: str) -> bool:
        return looks_like_html(decode_head(head))

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        markup = mend_mojibake(_text(stream, reading))
        yield read_html(markup, reading.name, known=reading.known, lexicon=reading.lexicon)


class PlainReader:
    """Any text; what is no text is refused. The text of a file is never changed, not even to mend it."""

    def matches(self, head: bytes, name: str) -> bool:
        return True

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        yield read_plain(_text(stream, reading), reading.name, known=reading.known, lexicon=reading.lexicon)


def _text(stream: io.BufferedReader, reading: Reading) -> str:
    return decode_text(read_whole(stream, reading), reading.name, stated=reading.charset)
