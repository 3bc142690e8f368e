"""A folder as newsrooms have them: every format that is read, each with an article of its own, invented.

python -m tests.read.mixed FOLDER && kg build FOLDER
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

from tests.read.archived import answer, mail, pdf_of, saved_page

COUNTRIES = ("Peru", "Chile", "Norway", "Kenya", "Portugal", "Japan", "Canada", "Ghana", "Poland", "Uruguay", "Ireland")
CAPITALS = (
    "Lima",
    "Santiago",
    "Oslo",
    "Nairobi",
    "Lisbon",
    "Tokyo",
    "Ottawa",
    "Accra",
    "Warsaw",
    "Montevideo",
    "Dublin",
)
NAMES = (
    "Ana Rojas",
    "Pablo Soto",
    "Ingrid Dahl",
    "Peter Kamau",
    "Rita Nunes",
    "Kenji Mori",
    "Claire Roy",
    "Ama Boateng",
)
MATTERS = ("fishing", "grain", "rail", "harbour", "visa", "water", "satellite", "timber", "steel", "tourism", "energy")
REASONS = (
    "Both sides had quarrelled over the matter since a storm closed the northern route.",
    "The paper runs to forty pages and names no sum.",
    "Traders in the old town had asked for it at every meeting of their chamber.",
    "Parliament will vote on it after the summer recess, the speaker's office wrote.",
    "An earlier draft had failed because nobody would pay for the inspectors.",
    "Reporters waited in the rain until the doors of the palace opened at dusk.",
    "The opposition called the text thin and asked for a list of what it costs.",
    "Two ferries a day will carry the first goods from next spring.",
    "Lawyers of the ministry are still at work on the last of its annexes.",
)


@dataclass(frozen=True)
class Story:
    """One invented article, unlike the others."""

    number: int

    @property
    def pair(self) -> tuple[str, str]:
        return COUNTRIES[self.number % 11], COUNTRIES[(self.number * 3 + 4) % 11 if self.number % 11 != 9 else 0]

    @property
    def matter(self) -> str:
        return MATTERS[(self.number * 5 + self.number // 11) % 11]

    @property
    def headline(self) -> str:
        return f"{self.pair[0]} and {self.pair[1]} agree on {self.matter} rules"

    @property
    def date(self) -> str:
        return f"2010-05-{self.number % 28 + 1:02}"

    @property
    def url(self) -> str:
        return f"https://wire{self.number}.example/2010/{self.matter}-{self.number}"

    @property
    def paragraphs(self) -> list[str]:
        (one, other), place = self.pair, CAPITALS[self.number % 11]
        host, guest = NAMES[self.number % 8], NAMES[(self.number + 3) % 8]
        reasons = [REASONS[(self.number * (step + 1) + step * 2) % 9] for step in range(4)]
        return [
            f"{place.upper()} -- {one}'s foreign minister, {host}, met {other}'s foreign minister, {guest}, in {place} "
            f"on Tuesday to sign a {self.matter} treaty.",
            f"“We have found common ground on {self.matter},” {host.split()[1]} said after the talks.",
            f"{guest.split()[1]} told reporters that {other} would ratify the accord by autumn. {reasons[0]}",
            *reasons[1:],
        ]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def saved(self) -> str:
        """As a browser saves it as text, with what stands around it."""
        menu = "HOME | WORLD | BUSINESS | SPORT"
        below = (
            "Related stories\nShip aground off the cape\nMayor opens new bridge\n\n© 2010 Wire. All rights reserved."
        )
        return (
            "\n\n".join((menu, self.headline, "By Maria Delgado", f"Published: {self.date}", self.text, below)) + "\n"
        )

    @property
    def html(self) -> str:
        paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs)
        return (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{self.headline}</title>'
            f'<meta property="article:published_time" content="{self.date}T08:00:00Z">'
            f'<link rel="canonical" href="{self.url}"></head><body><nav><a href="/">Home</a></nav>'
            f"<article><h1>{self.headline}</h1>{paragraphs}</article>"
            "<footer>All rights reserved.</footer></body></html>"
        )

    @property
    def record(self) -> dict[str, Any]:
        return {"title": self.headline, "text": self.text, "date": self.date, "url": self.url}

    @property
    def rss(self) -> str:
        return (
            f"<item><title>{self.headline}</title><link>{self.url}</link><pubDate>{self.date}</pubDate>"
            f"<description>{escape(''.join(f'<p>{p}</p>' for p in self.paragraphs))}</description></item>"
        )

    @property
    def atom(self) -> str:
        content = escape("".join(f"<p>{p}</p>" for p in self.paragraphs))
        return (
            f'<entry><title>{self.headline}</title><link href="{self.url}"/>'
            f'<published>{self.date}T08:00:00Z</published><content type="html">{content}</content></entry>'
        )


def _csv(story: Story, delimiter: str = ",") -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(story.record), delimiter=delimiter)
    writer.writeheader()
    writer.writerow(story.record)
    return target.getvalue().encode()


def _parquet(story: Story) -> bytes:
    import pyarrow
    import pyarrow.parquet

    target = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([story.record]), target)
    return target.getvalue()


def _zip(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def _tar_gz(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def _zst(content: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor().compress(content)


def _mail(story: Story) -> bytes:
    return mail(story.text, subject=story.headline)


def _pdf(story: Story) -> bytes:
    plain = f"{story.headline}\n\nPublished: {story.date}\n\n{story.text}".replace("“", '"').replace("”", '"')
    return pdf_of("\n".join(line for paragraph in plain.split("\n") for line in wrap(paragraph, 90) or [""]))


def _json_feed(story: Story) -> bytes:
    item = {"id": story.url, "url": story.url, "title": story.headline, "content_text": story.text}
    item["date_published"] = f"{story.date}T08:00:00Z"
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [item]}).encode()


def _xhtml(story: Story) -> bytes:
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    head = f"<title>{story.headline}</title><meta name='date' content='{story.date}'/>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>{head}</head>'
        f"<body><h1>{story.headline}</h1>{paragraphs}</body></html>"
    ).encode()


# By file name how it is made; names say nothing false and need say nothing at all.
FORMATS: dict[str, Callable[[Story], bytes]] = {
    "saved.txt": lambda story: story.saved.encode(),
    "windows.txt": lambda story: story.saved.replace("\n", "\r\n").encode("cp1252"),
    "wide.txt": lambda story: story.saved.encode("utf-16"),
    "page.html": lambda story: story.html.encode(),
    "page.xhtml": _xhtml,
    "no-suffix": lambda story: story.html.encode(),
    "rss.xml": lambda story: f"<rss version='2.0'><channel>{story.rss}</channel></rss>".encode(),
    "atom.xml": lambda story: f'<feed xmlns="http://www.w3.org/2005/Atom">{story.atom}</feed>'.encode(),
    "feed.json": _json_feed,
    "lines.jsonl": lambda story: json.dumps(story.record).encode() + b"\n",
    "array.json": lambda story: json.dumps([story.record]).encode(),
    "object.json": lambda story: json.dumps(story.record).encode(),
    "answer.json": lambda story: json.dumps({"status": "ok", "articles": [story.record]}).encode(),
    "table.csv": _csv,
    "table.tsv": lambda story: _csv(story, "\t"),
    "table.parquet": _parquet,
    "crawl.warc": lambda story: answer(story.url, story.html.encode()),
    "crawl.warc.gz": lambda story: gzip.compress(answer(story.url, story.html.encode())),
    "page.html.gz": lambda story: gzip.compress(story.html.encode()),
    "lines.jsonl.bz2": lambda story: bz2.compress(json.dumps(story.record).encode()),
    "page.html.xz": lambda story: lzma.compress(story.html.encode()),
    "lines.jsonl.zst": lambda story: _zst(json.dumps(story.record).encode()),
    "some.zip": lambda story: _zip("in/page.html", story.html.encode()),
    "some.tar.gz": lambda story: _tar_gz("in/saved.txt", story.saved.encode()),
    "mail.eml": _mail,
    "page.mhtml": lambda story: saved_page(story.html, story.url),
    "print.pdf": _pdf,
    "deep/deeper/saved.txt": lambda story: story.saved.encode(),
}


def make_folder(folder: Path) -> dict[str, Story]:
    """Write a file of every format; which story is in which."""
    made = {}
    for number, (name, make) in enumerate(FORMATS.items()):
        path, story = folder / name, Story(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make(story))
        made[name] = story
    return made


if __name__ == "__main__":
    make_folder(Path(sys.argv[1]))
