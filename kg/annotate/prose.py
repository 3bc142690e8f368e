"""Which paragraphs are English prose at all: what is in another language, or is code or markup, proves no fact.

The reader skips articles in other languages; here the paragraphs inside an English article are judged (an original
text beside its translation, a snippet of a program). In doubt a paragraph is prose.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from kg.config import Settings
from kg.lexicon import Lexicon, split_cell

WORD = re.compile(r"[^\W\d_]+")
# Small words inside a name ("Anna van der Molen", "Rui dos Anjos") are no proof of the language around it.
PARTICLES = re.compile(
    r"(?<=\w)(?:\s(?:d[aeiou]|d[aeo]s|del|della|l[aeo]|van|von|de[nr]|te[nr]|el|al|bin|y|e))+\s(?=[A-Z])"
)
# Fewer letters prove nothing about the script, fewer frequent words nothing about the language: names have such too.
MIN_LETTERS = 6
MIN_FOUND = 3
# Another language must have this share of its own frequent words and so many times those of English. One word in six
# is less than any of the languages listed has in running text.
MIN_SHARE = 0.15
MARGIN = 1.5
# What prose has next to none of and programs, markup and formulas are full of: signs, brackets and dots inside words.
# News has less than one in fifty characters of them even in paragraphs with an address or two.
SIGNS = re.compile(r"[=_{}<>|\\#*&@~^+`]|(?<=\w)[(\[]|(?<=[a-z])\.(?=[a-z])|[)\]](?=[:\w(\[])")
MAX_SIGNS = 0.03


class ProseTest:
    """Tells English prose from other text.

    Args:
        lexicon: The word lists; those of the installation if None.
    """

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        lists = _lists(lexicon) if lexicon is not None else _installed(Settings().data_dir / "gazetteer")
        self._languages = len(lists)
        self._of: dict[str, list[int]] = {}
        for number, words in enumerate(lists):
            for word in words:
                self._of.setdefault(word, []).append(number)

    def __call__(self, text: str) -> bool:
        """Whether the paragraph may be English prose."""
        return not (_is_code(text) or _in_other_script(text) or self._in_other_language(text))

    def _in_other_language(self, text: str) -> bool:
        words = WORD.findall(PARTICLES.sub(" ", text).lower())
        counts = [0] * self._languages
        for word in words:
            for language in self._of.get(word, ()):
                counts[language] += 1
        english, most = counts[0], max(counts[1:], default=0)
        return most >= max(MIN_FOUND, MIN_SHARE * len(words)) and most > MARGIN * english


def _is_code(text: str) -> bool:
    signs = len(SIGNS.findall(text))
    return signs > 2 and signs > MAX_SIGNS * (len(text) - text.count(" "))


def _in_other_script(text: str) -> bool:
    """Whether most letters are not Latin ones."""
    if text.isascii():
        return False
    letters = [character for character in text if character.isalpha()]
    others = sum(not character.isascii() and not _is_latin(character) for character in letters)
    return len(letters) >= MIN_LETTERS and 2 * others > len(letters)


@cache
def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN ", "FULLWIDTH LATIN ", "MODIFIER LETTER "))


def _lists(lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """The frequent words of each language, English first."""
    rows = {row["language"]: split_cell(row["words"]) for row in lexicon.rows("boilerplate_languages")}
    return (rows.pop("en", ()), *rows.values())


@cache
def _installed(folder: Path) -> tuple[tuple[str, ...], ...]:
    return _lists(Lexicon(folder))
