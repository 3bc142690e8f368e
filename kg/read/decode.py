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
# The first two letters of UTF-8 sequences for letters, quotation marks and dashes, as windows-1252 shows them.
MOJIBAKE = re.compile("[ÂÃ][\x80-\xbf€-™]|â[€\x80]")
TO_LATIN_1 = {
    ord(bytes([byte]).decode("cp1252")): byte for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
# What no XML, and so no RDF/XML, may hold of all that libraries give as text.
NUL_OR_SURROGATE = re.compile("[\x00\ud800-\udfff]")
# A stray control character is a slip of a typesetting system; more than this share of the characters is no text.
MAX_CONTROL_SHARE = 0.002
# Broken sequences that UTF-8 may hold (a cut download, a lone surrogate) before it is taken for another encoding.
MAX_BROKEN_SHARE = 0.002


def decode_text(content: bytes, source: str, *, stated: str | None = None) -> str:
    """The text of one input.

    Args:
        content: The bytes of the input.
        source: Its name, for messages.
        stated: The encoding that came with it (of a mail or a server), which goes before what its markup declares.

    Raises:
        ReadError: The input is empty, too large, or no text.
    """
    check_size(len(content), source)
    if not content.strip():
        raise ReadError(f"{source}: the file is empty: nothing to read")
    for signature, what in SIGNATURES:
        if content.startswith(signature):
            raise ReadError(f"{source}: this is {what}")
    text = SURROGATE.sub("\ufffd", _decode(content, stated))
    stray = len(CONTROL.findall(text))
    if "\x00" in text or stray > max(2, MAX_CONTROL_SHARE * len(text)):
        raise ReadError(f"{source}: binary content (NUL or control characters), not a text: give text, HTML or a feed")
    if not text.strip():
        raise ReadError(f"{source}: the file holds white space only: nothing to read")
    return text


def decode_line(line: bytes) -> str:
    """The text of one line of a larger file."""
    return SURROGATE.sub("\ufffd", _decode(line))


def decode_head(head: bytes, *, size: int = 24_000) -> str:
    """The beginning of an input as text, whatever it is."""
    return _decode(head[:size])


def line_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32, in which no byte is a line end; None for all others."""
    for mark, encoding in MARKS[1:]:
        if head.startswith(mark):
            return encoding.rsplit("-", 1)[0]  # the encoding that eats its mark
    return _wide_encoding(head)


def mend_mojibake(text: str) -> str:
    """A text that was UTF-8, read as windows-1252 and saved again, as it was; any other text unchanged.

    Only where all of it is UTF-8 in that reading, which no text is by chance.
    """
    if not MOJIBAKE.search(text):
        return text
    try:
        return text.translate(TO_LATIN_1).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def check_size(size: int, source: str, *, limit: int = MAX_BYTES) -> None:
    """ReadError where an input of `size` bytes is over the limit."""
    if size > limit:
        raise ReadError(f"{source}: is {size / 1e6:.1f} MB, limit {limit / 1e6:.0f} MB: split it")


def _decode(content: bytes, stated: str | None = None) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    wide = _wide_encoding(content)
    if wide:
        return content.decode(wide, "replace")
    return _utf8(content) or _in_encoding(content, stated) or _declared(content) or _single_byte(content)


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
    return _in_encoding(content, (found[1] or found[2]).decode("ascii"))


def _in_encoding(content: bytes, name: str | None) -> str | None:
    """The text in an encoding of that name, if there is one and it fits."""
    if not name:
        return None
    try:
        encoding = codecs.lookup(name).name
        # A page that declares Latin-1 is read as windows-1252, as browsers do.
        return content.decode("cp1252" if encoding in ("iso8859-1", "ascii") else encoding)
    # Not all that Python calls a codec gives text, and a name may be anything.
    except (LookupError, UnicodeError, ValueError, AssertionError):
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
