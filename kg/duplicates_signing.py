"""What is kept of an article to tell it from others: a MinHash of its body, its address, its publisher, its times."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from kg.model.document import Article

SLOTS, SLOT_BYTES = 128, 4
SHINGLE = 3
# Fewer words are a headline or a flash, and alike by chance.
MIN_WORDS = 40
TRACKING = re.compile(r"utm_\w+|[fg]clid|mc_[ce]id|cmpid|ref|ref_src|igshid", re.I)


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of an article to tell it from others.

    Attributes:
        article: Its id.
        digest: Of the words of its body.
        slots: The MinHash signature; empty for a short text.
        phrases: How many different runs of three words it has.
        page: Its address without what does not tell pages apart; empty if it has none.
        site: Who published it: the host, else the publisher's name; empty if nobody is told.
        first: When it was published, last: when it was changed last, both in universal time; empty if not told.
    """

    article: str
    digest: str
    slots: bytes = field(repr=False)
    phrases: int
    page: str
    site: str
    first: str
    last: str

    @property
    def rank(self) -> tuple[str, int, str, str]:
        """The newest version has the highest rank; of equals the longest."""
        return self.last, self.phrases, self.digest, self.article

    def pack(self) -> bytes:
        """The form in which it is kept."""
        values = asdict(self)
        slots: bytes = values.pop("slots")
        return json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n" + slots

    @classmethod
    def unpack(cls, packed: bytes) -> Signature:
        """The inverse of `pack`."""
        values, _, slots = packed.partition(b"\n")
        return cls(slots=slots, **json.loads(values.decode("utf-8", "surrogatepass")))


def signature_maker() -> str:
    """What signatures are made by: those of another maker cannot be compared."""
    from rensa import RMinHash

    return f"rensa-{RMinHash.ALGORITHM_VERSION}/{SLOTS}/{SHINGLE}/1"


def sign_article(article: Article) -> Signature:
    """The signature of an article."""
    words = re.findall(r"\w+", " ".join(article.slice(span) for span in article.body).casefold())
    phrases = sorted({" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)})
    first = _universal(article.published or article.date)
    return Signature(
        article=article.id,
        digest=hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest(),
        slots=_min_hash(phrases) if len(words) >= MIN_WORDS else b"",
        phrases=len(phrases),
        page=_page(article.url),
        site=_site(article),
        first=first,
        last=max(first, _universal(article.modified)),
    )


def _min_hash(phrases: Sequence[str]) -> bytes:
    from rensa import RMinHash

    sketch = RMinHash(num_perm=SLOTS, seed=1)
    sketch.update(list(phrases))
    return b"".join(slot.to_bytes(SLOT_BYTES, "big") for slot in sketch.digest())


def version_rank(article: Article) -> tuple[str, int, str]:
    """The newer of two versions with one id has the higher rank; of equals the longer."""
    first = _universal(article.published or article.date)
    return max(first, _universal(article.modified)), sum(len(span) for span in article.body), article.digest


def _universal(moment: str | None) -> str:
    """A time of publication in universal time, so that two can be compared as text."""
    if moment is None or "T" not in moment:
        return moment or ""
    try:
        value = datetime.fromisoformat(moment)
    except ValueError:
        return moment[:10]
    return (value.astimezone(UTC) if value.tzinfo else value).strftime("%Y-%m-%dT%H:%M:%S")


def _page(url: str | None) -> str:
    """An address without what does not tell pages apart: scheme, `www.`, tracking; none for the front of a site."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        query = urlencode(sorted((n, v) for n, v in parse_qsl(parts.query) if not TRACKING.fullmatch(n)))
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    if not path and not query and not parts.fragment:
        return ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{_host(parts.netloc)}{path}{f'?{query}' if query else ''}{fragment}"


def _site(article: Article) -> str:
    try:
        host = _host(urlsplit(article.url).netloc) if article.url else ""
    except ValueError:
        host = ""
    return host or " ".join(re.findall(r"\w+", (article.publisher or "").casefold()))


def _host(netloc: str) -> str:
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", netloc.casefold())
