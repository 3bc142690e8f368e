"""Comparison of words and names: what counts as the same label, the same person, the same body.

The few words that comparison passes over stand here and not in the gazetteer: a change of the extractor's word lists
must not move the yardstick.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from difflib import SequenceMatcher

from kg.evaluate.gold import GoldPerson

WORD = re.compile(r"\w+")
DOTTED = re.compile(r"\b(?:\w\.){2,}")
POSSESSIVE = re.compile("['\u2019]s\\b")
# Letters that Unicode does not decompose.
LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae"})
FUNCTION_WORDS = frozenset(
    WORD.findall(
        "a an the of on in to for and or with by at from as its their his her our this that these those is be s t"
    )
)
TITLES = frozenset(
    WORD.findall(
        "the mr mrs ms miss dr sir lord lady dame king queen prince princess sheikh emir pope he president prime "
        "minister chancellor general gen marshal captain colonel senator sen representative rep congressman secretary "
        "ambassador professor prof"
    )
)
SUFFIXES = frozenset({"jr", "sr"})
PARTICLES = frozenset(WORD.findall("de da di van von der den del la le el al bin ibn ben abu af"))
# Short given names and spellings that are not alike enough by their letters.
SHORT_NAMES = {
    **dict.fromkeys(["bill", "will"], "william"),
    **dict.fromkeys(["bob", "rob"], "robert"),
    **dict.fromkeys(["jim", "jimmy"], "james"),
    **dict.fromkeys(["tony", "antony"], "anthony"),
    **dict.fromkeys(["dick", "rick"], "richard"),
    **dict.fromkeys(["ed", "ted"], "edward"),
    **dict.fromkeys(["steve", "steven"], "stephen"),
    **{"joe": "joseph", "tom": "thomas", "mike": "michael", "chris": "christopher", "ben": "benjamin"},
    **{"dan": "daniel", "tim": "timothy", "nick": "nicholas", "jack": "john", "kate": "catherine", "liz": "elizabeth"},
}

# How sure it is that a name is a person's: best first when several predictions fit one person.
SAME_NAME = 1.0
SAME_SURNAME = 0.9
OTHER_SPELLING = 0.88
SAME_FORM = 0.85
ONE_WORD = 0.7
NO_NAME = 0.0
# How alike two spellings of a given name ("Sergei", "Sergey") and of a whole name must be to be one.
GIVEN_ALIKE = 0.75
NAME_ALIKE = 0.85


def fold_words(text: str | None) -> list[str]:
    """Lower-case words without diacritics; "U.S." is one word."""
    plain = DOTTED.sub(lambda found: found.group().replace(".", ""), (text or "").translate(LETTERS))
    bare = "".join(ch for ch in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(ch))
    return WORD.findall(bare.lower())


def key_words(text: str | None) -> frozenset[str]:
    """The words by which labels are compared: without function words (unless it has no other) and plural endings."""
    words = fold_words(text)
    kept = {word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words if word not in FUNCTION_WORDS}
    return frozenset(kept or words)


def dice(one: Collection[object], other: Collection[object]) -> float:
    """Twice what two sets share over what they hold; 0 if one is empty."""
    return 2 * len(set(one) & set(other)) / (len(one) + len(other)) if one and other else 0.0


def alike(one: str | None, other: str | None) -> float:
    """The Dice coefficient of the key words of two labels."""
    return dice(key_words(one), key_words(other))


def best_alike(some: Iterable[str | None], others: Sequence[str | None]) -> float:
    """The highest coefficient over two lists of labels."""
    return max((alike(one, other) for one in some for other in others), default=0.0)


def name_words(name: str | None) -> tuple[str, ...]:
    """The folded words of a personal name, without titles before it and Jr. after it."""
    words = fold_words(POSSESSIVE.sub("", name or ""))
    while len(words) > 1 and words[0] in TITLES:
        del words[0]
    while len(words) > 1 and words[-1] in SUFFIXES:
        del words[-1]
    return tuple(words)


def person_fit(person: GoldPerson, name: str, forms: Collection[str]) -> float:
    """How surely an entity of this name, written in these forms in the text, is the annotated person (0 = not)."""
    mine = name_words(name)
    theirs = [name_words(known) for known in person.names]
    if mine in theirs:
        return SAME_NAME
    known_forms = {name_words(form) for form in person.forms}
    best = max((_name_fit(mine, known) for known in theirs), default=NO_NAME) if mine else NO_NAME
    full = {words for words in map(name_words, forms) if len(words) > 1}
    if full & (known_forms | set(theirs)) or (len(mine) > 1 and mine in known_forms):
        best = max(best, SAME_FORM)
    if len(mine) == 1 and mine in known_forms:
        best = max(best, ONE_WORD)
    return best


def _name_fit(mine: tuple[str, ...], known: tuple[str, ...]) -> float:
    if not known:
        return NO_NAME
    if len(mine) == 1 or len(known) == 1:
        return ONE_WORD if mine[-1] == known[-1] or mine[0] == known[0] else NO_NAME
    if not _given_fit(mine[:-1], known[:-1]):
        return NO_NAME
    if mine[-1] == known[-1]:
        return SAME_SURNAME
    spelt_alike = _ratio(" ".join(mine), " ".join(known)) >= NAME_ALIKE
    return OTHER_SPELLING if spelt_alike and mine[-1][0] == known[-1][0] else NO_NAME


def _given_fit(mine: Sequence[str], known: Sequence[str]) -> bool:
    """Whether two rows of given names may be one person's. Middle names that both have must agree in their initials."""
    one, other = ([word for word in words if word not in PARTICLES] for words in (mine, known))
    if not one or not other:
        return True
    if len(one) > 1 and len(other) > 1 and [word[0] for word in one[1:]] != [word[0] for word in other[1:]]:
        return False
    if set(one) & set(other):
        return True
    first, second = SHORT_NAMES.get(one[0], one[0]), SHORT_NAMES.get(other[0], other[0])
    initial = min(len(first), len(second)) == 1 and first[0] == second[0]
    return first == second or initial or _ratio(first, second) >= GIVEN_ALIKE


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def overlap(wanted: Sequence[str], given: Sequence[str], fits: Callable[[str, str], bool]) -> float:
    """Jaccard of names and entity ids (1 if there are none), where `fits(id, name)` tells who is who."""
    taken: set[str] = set()
    served = 0
    for name in wanted:
        found = next((id_ for id_ in given if id_ not in taken and fits(id_, name)), None)
        if found is not None:
            taken.add(found)
            served += 1
    union = len(wanted) + len(set(given) - taken)
    return served / union if union else 1.0
