"""Bytes of one input → its text.

The decoded text is the file unchanged: only a byte order mark is dropped, line ends stay as they are. Encodings are
tried from the surest sign to the weakest: byte order mark, UTF-16 by its NUL pattern, UTF-8, an encoding that the
markup declares, windows-1252, and a statistical guess last. What is no text is refused, with a word on what to do.
"""

from __future__ import annotations

import codecs
import re

from kg.errors import ReadError

# No news article comes near this; a file above it is a corpus or a mistake, and would only fill memory.
MAX_BYTES = 20_000_000

SIGNATURES = (
    (b"%PDF", "a PDF: save it as text or HTML"),
    (b"PK\x03\x04", "a ZIP archive or an office document: unpack it or save it as text"),
    (b"\xd0\xcf\x11\xe0", "an office document: save it as text"),
    (b"{\\rtf", "an RTF document: save it as text"),
    (b"\x89PNG", "a PNG image: give its text instead"),
    (b"GIF8", "a GIF image: give its text instead"),
    (b"\xff\xd8\xff", "a JPEG image: give its text instead"),
    (b"\x1f\x8b", "a gzip archive: unpack it"),
    (b"BZh", "a bzip2 archive: unpack it"),
    (b"\xfd7zXZ", "an xz archive: unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it"),
    (b"Rar!", "a RAR archive: unpack it"),
    (b"\x7fELF", "a program: give a text"),
    (b"SQLite format 3", "a database: export its articles as text"),
)
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{2,40})""",
    re.I,
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
# A stray control character is a slip of a typesetting system; more than this share of the characters is no text.
MAX_CONTROL_SHARE = 0.002
# Broken sequences that UTF-8 may hold (a cut download, a lone surrogate) before it is taken for another encoding.
MAX_BROKEN_SHARE = 0.002


def decode_text(content: bytes, source: str) -> str:
    """The text of one input.

    Args:
        content: The bytes of the input.
        source: Its name, for messages.

    Raises:
        ReadError: The input is empty, too large, or no text.
    """
    check_size(len(content), source)
    if not content.strip():
        raise ReadError(f"{source}: the file is empty: nothing to read")
    for signature, what in SIGNATURES:
        if content.startswith(signature):
            raise ReadError(f"{source}: this is {what}")
    text = SURROGATE.sub("\ufffd", _decode(content))
    stray = len(CONTROL.findall(text))
    if "\x00" in text or stray > max(2, MAX_CONTROL_SHARE * len(text)):
        raise ReadError(f"{source}: binary content (NUL or control characters), not a text: give text, HTML or a feed")
    if not text.strip():
        raise ReadError(f"{source}: the file holds white space only: nothing to read")
    return text


def check_size(size: int, source: str) -> None:
    """ReadError where an input of `size` bytes is over the limit."""
    if size > MAX_BYTES:
        raise ReadError(f"{source}: is {size / 1e6:.1f} MB, limit {MAX_BYTES / 1e6:.0f} MB: split it")


def _decode(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    wide = _wide_encoding(content)
    if wide:
        return content.decode(wide, "replace")
    return _utf8(content) or _declared(content) or _single_byte(content)


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 without a byte order mark: in Latin script every other byte is NUL."""
    head = content[:4000]
    half = len(head) // 2
    if half < 2 or len(content) % 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _utf8(content: bytes) -> str | None:
    """The text as UTF-8, with U+FFFD for a few broken sequences; None where it is plainly another encoding."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    few = broken <= max(3, MAX_BROKEN_SHARE * len(text))
    return text if few and (whole > broken or _lone_surrogates(content) >= broken / 3) else None


def _lone_surrogates(content: bytes) -> int:
    """Surrogates that some programs write into UTF-8, three bytes each."""
    return len(re.findall(rb"\xed[\xa0-\xbf][\x80-\xbf]", content))


def _declared(content: bytes) -> str | None:
    """The text in the encoding that its markup declares, if it really is in it."""
    found = DECLARED.search(content[:4000])
    if not found:
        return None
    name = (found[1] or found[2]).decode("ascii")
    try:
        encoding = codecs.lookup(name).name
        # A page that declares Latin-1 is read as windows-1252, as browsers do.
        return content.decode("cp1252" if encoding in ("iso8859-1", "ascii") else encoding)
    except (LookupError, UnicodeDecodeError):
        return None


def _single_byte(content: bytes) -> str:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return _guessed(content)
    # English has few letters above ASCII; where they are many, it is another script under a wrong name.
    high = sum(1 for byte in content if byte >= 0xC0)
    return _guessed(content) if high > 0.15 * len(content) else text


def _guessed(content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:200_000]).best()
    return content.decode(best.encoding if best else "cp1252", "replace")
