"""Forms of personal names: folding of spelling, derived short forms, surnames.

A *fold* removes what newspapers write in different ways (diacritics, apostrophes, hyphens, full stops, case). A *loose*
fold also removes differences of transliteration; it is for finding candidates, never proof by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not decompose into a base letter and a mark.
LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ə": "a",
        "ŋ": "n",
        "ħ": "h",
        "ǝ": "a",
    }
)
APOSTROPHES = re.compile("['\u2018\u2019\u02bb\u02bc\u02be\u02bf\u02b9`\u00b4\u2032\u0374]")
NOT_WORD = re.compile(r"[\W_]+")
POSSESSIVE = re.compile("['\u2019]s?$")

NUMERAL = re.compile("(?:[ivx]{2,}|v|x)")
# Words after a name that are no part of it in other newspapers.
SUFFIXES = frozenset({"jr", "sr", "2d", "2nd", "3d", "3rd"})
# Words that belong to the surname that follows them.
PARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "ad",
        "an",
        "as",
        "ash",
        "at",
        "az",
        "ibn",
        "bin",
        "ben",
        "bint",
        "abu",
        "abd",
        "abdul",
        "abdel",
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "du",
        "des",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "vander",
        "zu",
        "zur",
        "af",
        "av",
        "st",
        "san",
        "santa",
        "o",
        "mac",
        "mc",
        "y",
        "e",
        "ould",
        "bar",
    ]
)
# What stands between a name and the father's.
FATHERS = frozenset({"bin", "ibn", "bint"})
# Where the family name is written first.
FAMILY_FIRST = frozenset({"CN", "KR", "KP", "TW", "VN", "HK", "SG", "KH", "MO"})

# Spellings of one sound, in one pass from left to right.
SOUNDS = {
    "kh": "h",
    "ou": "u",
    "oo": "u",
    "ee": "i",
    "ph": "f",
    "tch": "ch",
    "tz": "ts",
    "dzh": "j",
    "dj": "j",
    "ck": "k",
    "q": "k",
    "x": "ks",
    "w": "v",
    "oe": "o",
    "ue": "u",
    "ae": "a",
    "y": "i",
}
SOUND = re.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))
YE = re.compile("^[yi]e")
# Slavic and Arabic endings (-iy, -yi, -ii, -ey, -ai), after the sounds.
ENDING = re.compile("(?:i+|ij|ei|ai|j)$")
# Short vowels that Arabic and Persian do not write ("Tareq", "Tariq").
VOWELS = str.maketrans("eo", "iu")
DOUBLED = re.compile(r"(.)\1+")


def fold(text: str) -> str:
    """Lower-case words of letters and digits, parted by one blank; diacritics and apostrophes are gone."""
    if text.isascii():
        lowered = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
        lowered = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return NOT_WORD.sub(" ", APOSTROPHES.sub("", lowered)).strip()


def fold_name(name: str) -> str:
    """The fold of a personal name, without a possessive, and without Jr and Sr; adjacent initials are parted."""
    words = fold(POSSESSIVE.sub("", name.strip())).split()
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return " ".join(words)


def loose_word(word: str) -> str:
    """One folded word without differences of transliteration."""
    word = YE.sub("e", word)
    word = SOUND.sub(lambda match: SOUNDS[match.group()], word)
    return DOUBLED.sub(r"\1", ENDING.sub("i", word)).translate(VOWELS)


def loose(folded: str, spellings: dict[str, str]) -> str:
    """A folded name without differences of transliteration and without articles and particles.

    `spellings` maps words to the form that stands for them; words that it lacks are folded and added.
    """
    words = folded.split()
    kept = []
    for word in words:
        if word not in PARTICLES:
            if word not in spellings:
                spellings[word] = loose_word(word)
            kept.append(spellings[word])
    return " ".join(kept or words)


def initials_conflict(one: str, other: str) -> bool:
    """Whether two folded names both have names or initials in the middle, which disagree.

    "george h w bush" and "george w bush" do, "george w bush" and "george bush" do not.
    """
    first, second = one.split()[1:-1], other.split()[1:-1]
    if not first or not second:
        return False
    short = len(first[0]) == 1 or len(second[0]) == 1
    return short and [word[0] for word in first] != [word[0] for word in second]


def derived_forms(folded: str) -> Iterator[str]:
    """Shorter forms of a folded full name under which the person may be written; the form itself is not among them.

    Initials are dropped ("george w bush"), a leading initial too ("r nicholas burns"), names in the middle
    ("mohamed hosni mubarak" → "mohamed mubarak", "hosni mubarak"), what follows the father's name ("ali bin omar al
    saud" → "ali bin omar"), the second of two surnames ("juan manuel rojas vega" → "juan manuel rojas"),
    realms and numbers of monarchs ("abdullah ii of jordan" → "abdullah ii").
    """
    found = {folded}
    reigning = _reigning(folded.split())
    for words in reigning:
        # A number is no surname: "I. Charles McCullough III" is no "Charles III".
        shorter = _shortened(words) if words is reigning[-1] else ()
        for form in (words, *shorter):
            text = " ".join(form)
            if len(form) >= 2 and len(form[0]) > 1 and form[0] not in PARTICLES and text not in found:
                found.add(text)
                yield text


def _shortened(words: list[str]) -> Iterator[list[str]]:
    if len(words) < 3:
        return
    bare = [word for word in words if len(word) > 1]
    yield bare
    yield [words[0], words[-1]]
    yield words[1:]
    if len(words) == len(bare) == 3:
        yield words[:2]
    if len(words) > 3 and words[1] in FATHERS:
        yield words[:3]
    if len(words) == len(bare) == 4 and PARTICLES.isdisjoint(words):
        yield words[:3]
    if len(bare) >= 3:
        yield [bare[0], *_surname_words(bare)]
        yield [bare[0], bare[-1]]
        yield bare[1:]


def _reigning(words: list[str]) -> list[list[str]]:
    """The words of a name, without the realm ("of jordan"), and without the number ("ii")."""
    if "of" in words[1:]:
        words = words[: words.index("of", 1)]
    if len(words) > 1 and NUMERAL.fullmatch(words[-1]):
        return [words, words[:-1]]
    return [words]


def _surname_words(words: list[str]) -> list[str]:
    """The last word with the particles before it."""
    at = len(words) - 1
    while at > 1 and words[at - 1] in PARTICLES:
        at -= 1
    return words[at:]


def surname_forms(folded: str, *, family_first: bool = False) -> tuple[str, ...]:
    """The folded surnames under which the bearer of a full name may be written alone.

    The last word, also with its particles ("al assad"), and the last two words of a longer name ("lopez obrador",
    "suu kyi"); where the family name comes first, the first word too.
    """
    if not folded:
        return ()
    reigning = _reigning(folded.split())
    words = reigning[-1]
    forms = [words[-1]]
    if len(reigning) > 1:
        forms = [" ".join(names) for names in reigning]
    particle = _surname_words(words)
    if len(particle) > 1:
        forms.append(" ".join(particle))
    if len(words) > 2 and len(words[-2]) > 1 and words[-2] not in PARTICLES:
        forms.append(" ".join(words[-2:]))
    if family_first and len(words) > 1:
        forms.append(words[0])
    return tuple(dict.fromkeys(forms))
