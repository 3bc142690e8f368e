"""WARC (archives of crawls) → the articles on the pages in it, record by record.

Pages are the records of type response, resource and conversion that hold a text format and, if they are answers of a
server, were given with a status of success. All other records are no articles and are passed over. A broken record
is a fault of its own; the next one is found by how records begin. warcio decodes what is in a record.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.errors import ReadError
from kg.read.decode import MAX_BYTES
from kg.read.metadata import Metadata
from kg.read.optional import load_library
from kg.read.reading import Found, Reading
from kg.read.streams import CHUNK, Part, Pushback

VERSION = re.compile(rb"WARC/\d\.\d\s*$")
# A record in the middle of another one's block: the length of the other one is wrong.
INTRUDER = re.compile(rb"WARC/\d\.\d\r?\n(?:WARC|Content)-[A-Za-z-]+:")
HEADER = re.compile(rb"([A-Za-z-]+)\s*:\s*(.*?)\s*$", re.S)
# Longer than what INTRUDER matches.
MAX_MARK = 64
MAX_LINE = 65_536
MAX_HEADERS = 500
KINDS = ("response", "resource", "conversion")
PAGES = re.compile(
    r"text/(?:html|plain|xml)|application/(?:xhtml\+xml|rss\+xml|atom\+xml|rdf\+xml|xml|feed\+json|pdf)|"
)
XML = re.compile(r"(?:text|application)/xml")
# XML of a site that is neither feed nor page, such as its map.
FEED_OR_PAGE = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF|html)\b", re.I)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the archive: its number, its fields by lower-case name, and all its bytes."""

    number: int
    fields: dict[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a record holds, decoded: media type without parameters, charset if stated, and the bytes."""

    kind: str
    charset: str | None
    content: bytes


class WarcReader:
    """WARC files."""

    def matches(self, head: bytes, name: str) -> bool:
        return re.match(rb"\s*WARC/\d\.\d\r?\n", head) is not None

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        load_library("warcio", reading.name)
        for record in iter_records(stream, reading):
            if isinstance(record, ReadError):
                yield record
            else:
                yield from _articles(record, reading)


def _articles(record: Record, reading: Reading) -> Iterator[Found]:
    url = record.fields.get("warc-target-uri", "").strip("<>")
    name = f"{reading.name}: record {record.number}: {url}"
    address = url if re.match(r"https?://[^/\s]+/\S*$", url) else None
    try:
        answer = _answer(record, reading, name)
    except ReadError as error:
        yield error
        return
    if answer is None or urlsplit(url).path == "/robots.txt" or not answer.content.strip():
        return
    if XML.fullmatch(answer.kind) and not FEED_OR_PAGE.search(answer.content[:2000]):
        return
    part = reading.part(name, known=Metadata(url=address), charset=answer.charset)
    yield from reading.read_part(part, Part(io.BytesIO(answer.content).read, reading.budget))


def _answer(record: Record, reading: Reading, name: str) -> Answer | None:
    """What the record holds; None where it is no page.

    Raises:
        ReadError: Its inside is broken.
    """
    iterator = load_library("warcio.archiveiterator", reading.name).ArchiveIterator
    try:
        found = next(iter(iterator(io.BytesIO(record.content))))
        headers = found.http_headers
        status = headers.get_statuscode() if headers is not None else "200"
        if not re.fullmatch(r"2\d\d", status or ""):
            if not re.fullmatch(r"\d{3}", status or ""):
                raise ValueError(f"no answer of a server: {headers.statusline[:40]!r}")
            return None
        stated = (headers or found.rec_headers).get_header("Content-Type") or ""
        kind = stated.partition(";")[0].strip().lower()
        if not PAGES.fullmatch("" if headers is None and kind.startswith("application/http") else kind):
            return None
        content = found.content_stream().read(MAX_BYTES + 1)
    except Exception as error:
        raise ReadError(f"{name}: the record is broken ({type(error).__name__}: {error}): left out") from error
    if len(content) > MAX_BYTES:
        raise ReadError(f"{name}: is over the limit of {MAX_BYTES / 1e6:.0f} MB: left out")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", stated, re.I)
    return Answer(kind, charset[1] if charset else None, content)


def iter_records(stream: io.BufferedReader, reading: Reading) -> Iterator[Record | ReadError]:
    """The records that may hold pages; an error in place of one that is broken."""
    source = Pushback(stream)
    number, lost = 0, False
    while line := source.readline(MAX_LINE):
        if not VERSION.match(line):
            if line.strip() and not lost:
                lost = True
                yield reading.error(f"no record begins after record {number}: what stands there is left out")
            continue
        number, lost = number + 1, False
        record, lost = _record(source, number, line, reading)
        if record is not None:
            yield record


def _record(source: Pushback, number: int, line: bytes, reading: Reading) -> tuple[Record | ReadError | None, bool]:
    """(the record whose version line was read, None where it holds no page; whether the place of the next is lost)."""
    lines, fields = _fields(source, line)
    where = f"record {number}"
    length = fields.get("content-length", "")
    if not re.fullmatch(r"\d{1,15}", length):
        return reading.error(f"{where} has no valid Content-Length: left out"), True
    if fields.get("warc-type", "").lower() not in KINDS or int(length) > 2 * MAX_BYTES:
        whole = _skip(source, int(length))
        if fields.get("warc-type", "").lower() in KINDS and _may_be_page(fields):
            return reading.error(f"{where} is over the limit of {MAX_BYTES / 1e6:.0f} MB: left out"), not whole
        return (None if whole else reading.error(f"{where} breaks off: left out")), not whole
    block = source.read(int(length))
    whole = len(block) == int(length)
    intruder = None if whole and _at_end(source) else INTRUDER.search(block)
    if intruder:
        source.unread(block[intruder.start() :])
    if intruder or not whole:
        return reading.error(f"{where} is shorter than its Content-Length says: left out"), False
    return Record(number, fields, b"".join(lines) + b"\r\n" + block + b"\r\n\r\n"), False


def _fields(source: Pushback, line: bytes) -> tuple[list[bytes], dict[str, str]]:
    """(version and field lines, fields) of a record, up to the blank line behind them."""
    lines = [line]
    fields: dict[str, str] = {}
    while len(lines) < MAX_HEADERS and (line := source.readline(MAX_LINE)).strip():
        if VERSION.match(line):
            source.unread(line)
            break
        lines.append(line)
        found = HEADER.match(line)
        if found:
            fields.setdefault(found[1].decode("ascii").lower(), found[2].decode("utf-8", "replace"))
    return lines, fields


def _at_end(source: Pushback) -> bool:
    """Whether a record, or the end of the file, follows the line ends here."""
    ahead = source.read(64)
    source.unread(ahead)
    return not ahead.strip() or ahead.lstrip().startswith(b"WARC/")


def _skip(source: Pushback, length: int) -> bool:
    """Pass over a block; False where the file ends or another record begins in it, which is read next then."""
    tail = b""
    while length and (data := source.read(min(CHUNK, length))):
        length -= len(data)
        intruder = INTRUDER.search(tail + data)
        if intruder:
            source.unread((tail + data)[intruder.start() :])
            return False
        tail = data[-MAX_MARK:]
    return not length


def _may_be_page(fields: dict[str, str]) -> bool:
    """Whether a record too large to be looked into may hold an article: not a film or an image, as far as it says."""
    kind = fields.get("warc-identified-payload-type") or fields.get("content-type", "")
    return re.match(r"text/|application/(?:xhtml|pdf)", kind) is not None
