"""PDF → its text, as an article in plain text. Needs the extra `pdf` (pypdf).

Lines that return on most pages (running heads, page numbers) are left out; the lines of a paragraph are joined, and
words parted at the end of one. The days in a PDF's properties say when the file was made, which is not asked.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadError
from kg.read.decode import NUL_OR_SURROGATE
from kg.read.optional import load_library
from kg.read.plain import read_plain
from kg.read.reading import Found, Reading, read_whole

MAGIC = b"%PDF-"
MAX_PDF = 64_000_000
MAX_PAGES = 300
# Programs name a file, people an article.
FILE_NAME = re.compile(r"^(?:microsoft word|untitled)\b|\.\w{2,5}$", re.I)
MIN_TITLE = 4
# Letters differ in width: a line of so much of the usual number of characters is a full one.
ROOM = 0.85
HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")


class PdfReader:
    """PDF files that hold text."""

    def matches(self, head: bytes, name: str) -> bool:
        return head[:1024].lstrip().startswith(MAGIC)

    def read(self, stream: io.BufferedReader, reading: Reading) -> Iterator[Found]:
        library = load_library("pypdf", reading.name, extra="pdf")
        # It warns of each slip of each file on standard error, where the user looks for our own lines.
        logging.getLogger("pypdf").setLevel(logging.ERROR)
        content = read_whole(stream, reading, limit=MAX_PDF)
        try:
            file = library.PdfReader(io.BytesIO(content))
            if file.is_encrypted and not file.decrypt(""):
                raise reading.error("the PDF is encrypted: save it without a password")
            pages, fault = _pages(file, reading)
            title = _title(file)
        except ReadError:
            raise
        except Exception as error:
            raise reading.error(f"the PDF cannot be read ({type(error).__name__}: {error}): save it anew") from error
        text = _text(pages)
        if not text.strip():
            raise fault or reading.error("the PDF holds no text, perhaps only images: run text recognition on it first")
        article = read_plain(text, reading.name, known=reading.known, title=title, lexicon=reading.lexicon)
        yield article
        if fault is not None:
            yield fault


def _pages(file: Any, reading: Reading) -> tuple[list[str], ReadError | None]:
    """(the text of each page, what is wrong from some page on)."""
    pages: list[str] = []
    for number, page in enumerate(file.pages, 1):
        if number > MAX_PAGES:
            return pages, reading.error(f"the PDF has over {MAX_PAGES} pages: the first ones are read; split it")
        try:
            pages.append(NUL_OR_SURROGATE.sub("\ufffd", page.extract_text()))
        except Exception as error:  # noqa: BLE001 - a broken page raises whatever its content breaks
            reason = f"{type(error).__name__}: {error}"
            return pages, reading.error(f"page {number} cannot be read ({reason}): the pages before it are read")
    return pages, None


def _text(pages: list[str]) -> str:
    lines = [[line.strip() for line in page.splitlines()] for page in pages]
    running = _running_lines(lines)
    kept = [line for page in lines for line in page if _folded(line) not in running]
    return "\n\n".join(_paragraphs(kept))


def _paragraphs(lines: list[str]) -> list[str]:
    """The paragraphs that lines make up, each on one line.

    A PDF has lines only, set to a width. A line before whose end the next word would have had room ends its paragraph,
    unless the next one goes on in small letters.
    """
    filled = sorted(len(line) for line in lines if line)
    width = filled[int(0.9 * (len(filled) - 1))] if filled else 0
    found: list[str] = []
    last = ""
    for line in lines:
        if line and last and (line[0].islower() or len(last) + len(line.split()[0]) >= ROOM * width):
            found[-1] = HYPHEN.sub("", f"{found[-1]}\n{line}").replace("\n", " ")
        elif line:
            found.append(line)
        last = line
    return found


def _running_lines(pages: list[list[str]]) -> set[str]:
    """The first and last lines of pages that stand on most of them, but for their numbers."""
    edges: Counter[str] = Counter()
    for page in pages:
        filled = [line for line in page if line]
        edges.update({_folded(line) for line in (*filled[:2], *filled[-2:])})
    return {line for line, count in edges.items() if len(pages) >= 3 and count > len(pages) / 2}


def _folded(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _title(file: Any) -> str | None:
    """The title in its properties, where it is one."""
    title = " ".join(str((file.metadata or {}).get("/Title") or "").split())
    return title if len(title.split()) >= MIN_TITLE and not FILE_NAME.search(title) else None
