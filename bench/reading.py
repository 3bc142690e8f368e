"""Time and peak memory of reading archives of generated pages: they must not grow with the archive.

    python bench/reading.py [--counts 1000 20000] [--folder DIR]
    python bench/reading.py --pages DIR [--output FILE]
    python bench/reading.py --duplicates 20000

Each archive is read in a process of its own, so that its peak is its own. The pages are made of random English-like
words with a fixed seed; WARC.gz has a member a record, JSON Lines one for the file.

With `--pages` the saved pages of a folder are read by us and by trafilatura alone, in turn and in one process, and the
time of a page is told as a ratio; `--output` keeps trafilatura's texts in the form of `kg extract`, so that both can be
scored by the same script. With `--duplicates` so many signatures are settled, a tenth of them copies. These two count
the time of the processor, which other work on the machine does not change.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kg.duplicates import settle
from kg.duplicates_signing import Signature, sign_article
from kg.errors import ReadError
from kg.model.document import Article, Span
from kg.read import read_articles
from kg.read.decode import decode_text
from kg.read.html import read_html

WORDS = (
    "the a of to in and minister talks said met border treaty sea fishing council agreed on Tuesday week signed accord "
    "navy trade port capital visit president colleague reporters would after two countries that with for its was not"
)
PARAGRAPHS = 12


def paragraphs(number: int) -> list[str]:
    """The paragraphs of one article; those of two differ."""
    chooser, words = random.Random(number), WORDS.split()
    sentences = (" ".join(chooser.choices(words, k=18)).capitalize() + "." for _ in range(3 * PARAGRAPHS))
    return [" ".join((next(sentences), next(sentences), next(sentences))) for _ in range(PARAGRAPHS)]


def warc_records(count: int) -> Iterator[bytes]:
    for number in range(count):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(number))
        page = f"<html><head><title>Talks {number}</title></head><body><h1>Talks {number}</h1>{text}</body></html>"
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://wire.example/a/{number}\r\n"
        fields = f"WARC-Date: 2012-01-01T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(block)}"
        yield f"{head}{fields}\r\n\r\n".encode() + block + b"\r\n\r\n"


def write_warc(path: Path, count: int) -> None:
    with path.open("wb") as file:
        for record in warc_records(count):
            file.write(gzip.compress(record, 6))


def write_lines(path: Path, count: int) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=6) as file:
        for number in range(count):
            text = "\n\n".join(paragraphs(number))
            file.write(json.dumps({"title": f"Talks {number}", "text": text, "date": "2010-05-12"}) + "\n")


def read_one(path: Path) -> None:
    """Read an archive and print articles, faults, seconds and peak memory in MiB."""
    started = time.perf_counter()
    articles = faults = 0
    for found in read_articles(path):
        faults += isinstance(found, ReadError)
        articles += not isinstance(found, ReadError)
    seconds = time.perf_counter() - started
    print(articles, faults, f"{seconds:.1f}", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


def read_pages(folder: Path, output: Path | None) -> None:
    """Time per page of our reader and of trafilatura alone, on the same decoded pages: the best of three rounds."""
    from trafilatura import bare_extraction

    pages = {path: decode_text(path.read_bytes(), str(path)) for path in sorted(folder.iterdir()) if path.is_file()}
    alone = {
        "default": lambda text: bare_extraction(text, include_comments=False),
        "precise": lambda text: bare_extraction(text, include_comments=False, favor_precision=True),
    }
    readers = {"ours": lambda text: read_html(text, "page.html"), **alone}
    best = {name: dict.fromkeys(pages, float("inf")) for name in readers}
    for _ in range(3):
        for path, text in pages.items():
            for name, read in readers.items():
                started = time.process_time()
                read(text)
                best[name][path] = min(best[name][path], time.process_time() - started)
    totals = {name: sum(times.values()) for name, times in best.items()}
    print(f"{len(pages)} pages")
    for name, total in totals.items():
        print(f"{name:<10}{1000 * total / len(pages):>8.1f} ms a page, ours is {totals['ours'] / total:.2f} times that")
    if output is not None:
        for name, read in alone.items():
            with output.with_suffix(f".{name}.jsonl").open("w", encoding="utf-8") as file:
                for path, text in pages.items():
                    found = read(text)
                    body = (found.text if found is not None else None) or ""
                    article = {"id": path.stem, "source": str(path), "text": body, "body": [[0, len(body)]]}
                    file.write(json.dumps({"article": article}) + "\n")


def settle_generated(count: int) -> None:
    """Seconds to sign and to settle articles of which one in ten is a version or copy of another, and peak memory."""

    def article(number: int) -> Article:
        source = number - number % 10 if number % 10 == 9 else number
        body = " ".join(paragraphs(source)) + (" Corrected." if source != number else "")
        url = f"https://s{number % 7}.example/{source}"
        return Article(id=f"a{number}", text=body, body=(Span(0, len(body)),), url=url, date="2010-05-12")

    started = time.process_time()
    packed = [sign_article(article(number)).pack() for number in range(count)]
    signed = time.process_time()
    settled = settle(Signature.unpack(one) for one in packed)
    done = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} articles: made and signed in {signed - started:.1f} s, settled in {done - signed:.1f} s")
    print(f"{len(settled.older):,} older versions, {len(settled.copies):,} copies; peak {peak:.0f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 20_000])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--duplicates", type=int)
    options = parser.parse_args()
    if options.pages:
        read_pages(options.pages, options.output)
        return
    if options.duplicates:
        settle_generated(options.duplicates)
        return
    if options.read:
        read_one(options.read)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        print(f"{'archive':<16}{'articles':>9}{'faults':>8}{'MB':>7}{'seconds':>9}{'ms each':>9}{'peak MiB':>10}")
        for kind, write in (("warc.gz", write_warc), ("jsonl.gz", write_lines)):
            for count in options.counts:
                path = folder / f"{count}.{kind}"
                write(path, count)
                command = [sys.executable, __file__, "--read", str(path)]
                out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                articles, faults, seconds, peak = out.split()
                size = path.stat().st_size / 1e6
                each = 1000 * float(seconds) / count
                print(f"{path.name:<16}{articles:>9}{faults:>8}{size:>7.1f}{seconds:>9}{each:>9.2f}{peak:>10}")


if __name__ == "__main__":
    main()
