"""The id of an article: readable, and a function of stable values only (headline or file name, URL or text)."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_SLUG = 60
FALLBACK = "article"
# Letters that have no decomposition into a base letter and an accent.
FOLD = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe"}
)


def article_id(name: str | None, *, url: str | None, text: str) -> str:
    """`<slug of the name>-<ten hexadecimal digits>`; the digits derive from the URL, else from the text."""
    key = url if url else text
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug(name or '')}-{digest[:10]}"


def slug(name: str) -> str:
    """Lower-case ASCII words of the name joined by hyphens, cut at a word, at most 60 characters; never empty."""
    plain = unicodedata.normalize("NFKD", name.translate(FOLD))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", letters.lower()))
    kept = "-".join(words)
    if len(kept) > MAX_SLUG:
        kept = kept[: MAX_SLUG + 1].rpartition("-")[0] or kept[:MAX_SLUG]
    return kept or FALLBACK
