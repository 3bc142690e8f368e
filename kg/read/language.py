"""The language of a text: told by script and frequent words, English unless something speaks plainly against it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

from kg.config import Settings
from kg.lexicon import Lexicon, split_cell

# Fewer words than this prove nothing against English.
MIN_WORDS = 20
SAMPLE = 20_000
# English prose has every third word or more in the list; tables and name lists fewer. Another language must have this
# share of its own words and so many times those of English.
MIN_SHARE = 0.15
MARGIN = 1.5
MAX_LATIN_SHARE = 0.5
SCRIPTS = {
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "THAI": "th",
    "DEVANAGARI": "hi",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "BENGALI": "bn",
    "TAMIL": "ta",
}
UKRAINIAN = re.compile(r"[іїєґ]", re.I)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language_of(text: str, *, stated: str | None = None, lexicon: Lexicon | None = None) -> str | None:
    """The two-letter code of the language of a text.

    Args:
        text: The words of the article.
        stated: What the metadata says ("en-GB"); taken where the words prove nothing.
        lexicon: The word lists; those of the installation if None.

    Returns:
        The code; None where the script is that of no language known here.
    """
    sample = text[:SAMPLE]
    words = [word.lower() for word in WORD.findall(sample)]
    code = _code(stated)
    if len(words) < MIN_WORDS and not _foreign_script(sample):
        return code or "en"
    if _foreign_script(sample):
        return _by_script(sample)
    return _by_words(words, lexicon) or code or "en"


def _code(stated: str | None) -> str | None:
    found = re.match(r"\s*([a-z]{2})(?![a-z])", (stated or "").lower())
    return found[1] if found else None


def _scripts(sample: str) -> Counter[str]:
    return Counter(unicodedata.name(letter, "?").split()[0] for letter in sample if letter.isalpha())


def _foreign_script(sample: str) -> bool:
    if sample.isascii():
        return False
    scripts = _scripts(sample)
    return scripts.total() >= MIN_WORDS and scripts["LATIN"] < MAX_LATIN_SHARE * scripts.total()


def _by_script(sample: str) -> str | None:
    scripts = _scripts(sample)
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.1 * scripts.total():
        return "ja"
    best = max(sorted(scripts), key=lambda name: scripts[name])
    code = SCRIPTS.get(best)
    if code == "ru" and len(UKRAINIAN.findall(sample)) > 0.02 * scripts["CYRILLIC"]:
        return "uk"
    return code


def _by_words(words: list[str], lexicon: Lexicon | None) -> str | None:
    """The language whose frequent words are plainly more frequent than all others' in a text; None where none is."""
    lists = _frequent_words(lexicon)
    shares = {code: sum(word in frequent for word in words) / len(words) for code, frequent in lists.items()}
    english = shares.pop("en")
    best = max(sorted(shares), key=lambda code: shares[code])
    if shares[best] >= MIN_SHARE and shares[best] > MARGIN * english:
        return best
    return "en" if english >= MIN_SHARE else None


def _frequent_words(lexicon: Lexicon | None) -> dict[str, frozenset[str]]:
    return _lists(lexicon) if lexicon is not None else _installed(Settings().data_dir / "gazetteer")


def _lists(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    return {row["language"]: frozenset(split_cell(row["words"])) for row in lexicon.rows("boilerplate_languages")}


@cache
def _installed(folder: Path) -> dict[str, frozenset[str]]:
    return _lists(Lexicon(folder))
