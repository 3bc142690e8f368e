"""Mail (EML) and saved pages (MHTML) → the article in it, and those attached.

Of a mail its plain words are read, its HTML where they are too few; of a saved page its root. The subject of a mail is
the headline and its day that of publication; a saved page tells both itself, and its header when it was saved.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import cast

from kg.read.dates import iso_day, moment
from kg.read.metadata import Metadata
from kg.read.reading import Found, Reading, read_whole
from kg.read.streams import Part

# Attached images and all: the article in it is held to the common limit.
MAX_MAIL = 64_000_000
MAX_ATTACHED = 100
# Fewer words are "this mail is best read in a browser".
MIN_WORDS = 40
HEADER = re.compile(rb"(?:From |>?[A-Za-z][\w-]{1,60}:)[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
# Mail programs write these; nobody types them above an article.
TECHNICAL = re.compile(
    rb"^(?:MIME-Version|Content-Type|Content-Transfer-Encoding|Message-ID|Received|Return-Path|Delivered-To)\s*:",
    re.I | re.M,
)
SUFFIX = re.compile(r"\.(?:eml|mht|mhtml)$", re.I)
ARTICLES = ("text/plain", "text/html", "application/xhtml+xml", "application/pdf", "message/rfc822")


class MailReader:
    """Mail and MHTML."""

    def matches(self, head: bytes, name: str) -> bool:
        header = _header(head.lstrip(b"\r\n"))
        lines = len(re.findall(rb"^[\w-]+:", header, re.M))
        return lines >= 2 and (TECHNICAL.search(header) is not None or SUFFIX.search(name) is not None)

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        from email import message_from_bytes, policy

        content = read_whole(stream, reading, limit=MAX_MAIL).lstrip(b"\r\n")
        message = message_from_bytes(content, policy=policy.default)
        saved = _is_saved_page(message)
        body = _root(message) if saved else _body(message)
        if body is None:
            yield reading.error("the mail holds no text: give what is attached to it as a file")
            return
        known = _page_metadata(message, body) if saved else _mail_metadata(message)
        yield from _read(body, reading.part(reading.name, known=known, charset=body.get_content_charset()))
        if not saved:
            yield from _attached(message, reading)


def _header(head: bytes) -> bytes:
    """The header fields at the beginning, if all up to the first blank line is such."""
    at = 0
    while found := HEADER.match(head, at):
        at = found.end()
    return head[:at] if head[at : at + 2].startswith((b"\n", b"\r\n")) or at == len(head) else b""


def _is_saved_page(message: EmailMessage) -> bool:
    return "Snapshot-Content-Location" in message or (
        message.get_content_type() == "multipart/related"
        and any(part.get("Content-Location") for part in message.walk())
        and _root(message) is not None
    )


def _root(message: EmailMessage) -> EmailMessage | None:
    """The page of a saved page: the first HTML in it."""
    return next((part for part in message.walk() if part.get_content_type() in ARTICLES[1:3]), None)


def _body(message: EmailMessage) -> EmailMessage | None:
    """The words of a mail: the plain ones where they are enough, else HTML."""
    plain = cast(EmailMessage | None, message.get_body(("plain",)))
    page = cast(EmailMessage | None, message.get_body(("html",)))
    if plain is None or (page is not None and len(_bytes(plain).split()) < MIN_WORDS):
        return page or plain
    return plain


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _read(part: EmailMessage, reading: Reading) -> Iterator[Found]:
    yield from reading.read_part(reading, Part(io.BytesIO(_bytes(part)).read, reading.budget))


def _attached(message: EmailMessage, reading: Reading) -> Iterator[Found]:
    """What is attached and may be an article."""
    for number, part in enumerate(message.iter_attachments(), 1):
        if number > MAX_ATTACHED or part.get_content_type() not in ARTICLES:
            continue
        name = f"{reading.name}/{_line(part.get_filename()) or f'part {number}'}"
        if part.get_content_type() == "message/rfc822":
            content = cast(EmailMessage, part.get_content()).as_bytes()
        else:
            content = _bytes(part)
        inside = reading.part(name, charset=part.get_content_charset())
        yield from reading.read_part(inside, Part(io.BytesIO(content).read, reading.budget))


def _line(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None


def _mail_metadata(message: EmailMessage) -> Metadata:
    from email.utils import parsedate

    subject = re.sub(r"^(?:(?:fwd?|re)\s*:\s*)+", "", _line(message.get("Subject")) or "", flags=re.I)
    day = parsedate(str(message.get("Date") or ""))
    published = iso_day(*day[:3]) if day else None
    return Metadata(headline=subject or None, published=published, issued=moment(str(message.get("Date") or "")))


def _page_metadata(message: EmailMessage, root: EmailMessage) -> Metadata:
    """The address of a saved page; the rest stands in the page."""
    values = (message.get("Snapshot-Content-Location"), root.get("Content-Location"))
    found = (url for value in values if (url := _line(value)) and re.match(r"https?://[^/\s]+/\S*$", url))
    return Metadata(url=next(found, None))
