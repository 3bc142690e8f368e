"""What a unit of a page is by itself: prose, or one of the things that stand around it.

Decided by form first (length, final punctuation, capitals, separators) and by a short general lexicon second
(`boilerplate.tsv`); position is `kg.read.boilerplate`'s to judge.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from kg.config import Settings
from kg.lexicon import Lexicon
from kg.read.datelines import is_dateline
from kg.read.dates import FULL, full_days, short_days
from kg.read.lines import Unit


class Cue(StrEnum):
    """The kinds of unit."""

    PROSE = "prose"
    TITLE = "title"  # a headline, sub-heading, link or label
    SECTION = "section"  # heads a block of links or forms
    SHARE = "share"  # a button amid the text
    COMMENTS = "comments"  # heads the readers' comments
    TEASER = "teaser"  # a link amid the text, with its label
    ACTION = "action"  # a call to the reader: subscribe, click, accept
    MENU = "menu"  # several links in one line
    BYLINE = "byline"
    DATE = "date"
    CREDIT = "credit"  # who reported, edited, compiled
    CAPTION = "caption"
    LEGAL = "legal"
    ADDRESS = "address"  # a web address alone


URL_LINE = re.compile(r"(?:url|source|link|from|permalink)?\s*:?\s*<?(https?://[^\s<>\"]{4,2000})>?$", re.I)
BYLINE = re.compile(
    r"(?:by|from|words by|text by|story by|written by|reported by|posted by|author:|authors:)\s+(?=\S)", re.I
)
# "By our correspondent in Lima": what may stand between "by" and the role of a writer who is not named.
NAMELESS = r"(?:(?:our|a|an|the|own|staff|special|chief|foreign|local|political|diplomatic|economics?|defen[cs]e)\s+)*"
CREDIT = re.compile(
    r"[(\[]?(?:(?:additional|with|some|more)\s+)?"
    r"(?:reporting|writing|editing|compiled|reported|edited|written|produced|translated)"
    r"\s+(?:and\s+(?:reporting|writing|editing)\s+)?(?:by|from)\b"
    r"|.{0,300}\bcontributed\s+(?:to\s+this\s+\w+|reporting)\b"
    r"|[(\[](?:with|from)\s+(?:agenc|wire|inputs|reports|additional)",
    re.I,
)
LABELLED_DATE = re.compile(
    r"(?:first\s+|last\s+)?(?:published|posted|updated|modified|created|issued|date|released)\b(?:\s+(?:on|at))?\s*:?",
    re.I,
)
CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4}\b)?|\b\d{1,2}\s*[ap]\.?m\b\.?", re.I)
WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?", re.I)
SEPARATOR = re.compile(r"\s[|·•»>/¦‹›]\s|(?<=[^.!?…”\s])\s{2,}|\t+|\s[-–]\s(?=[A-Z])")
LINK_MARK = re.compile(r"[»›>→]+\s*$|^[«‹»›→]+")
# A breadcrumb trail: "World › Africa".
TRAIL = re.compile(r"\w\s+[›»>]\s+\w")
COUNT = re.compile(r"\s*[(\[]?\d+[)\]]?\s*$")
SPEECH = re.compile(r"[“\"][^“”\"]{0,2000}[”\"]|''.{0,2000}?''")
READER = re.compile(r"\b(?:you|your|yours|us|our|we)\b", re.I)
# Small words that sentences have and headlines leave out.
FUNCTION = re.compile(
    r"(?:the|of|and|to|in|that|is|was|for|on|with|as|by|at|from|he|his|it|be|are|were|has|had|have|an|a)", re.I
)
BULLET = re.compile(r"[-*•–▪●]\s+")
# "Kim reported from Seoul. Lee in Tokyo contributed." and the like: who was where, told at the end of an article.
STAFF = re.compile(
    r"(?:[\w.’'-]+\s+){1,12}(?:reported from|reported for this|contributed(?: reporting| to this)?)\b[^.]{0,60}\."
    r"(?:\s+(?:[\w.’',-]+\s+){1,16}(?:contributed|reported)\b[^.]{0,80}\.)?$"
)
CREDIT_TAIL = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]\s*$")
CREDIT_HEAD = re.compile(
    r"(?:photo|photos|picture|image|file photo|photograph|caption|illustration)(?:\s+(?:by|credit|courtesy)\b|\s*:)",
    re.I,
)
# No menu, caption or notice is longer; what is, is text, and patterns need not run over it.
MAX_LINE = 5_000
LABEL_MARKS = " \t:.»›>…*-–—|+?!()[]"
QUOTES = "\"'“”‘’«»"


class Cues:
    """The lexicon of page furniture, ready for use.

    Args:
        lexicon: The word lists; `boilerplate` is the table used.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        def words(kind: str) -> frozenset[str]:
            return lexicon.words("boilerplate", "phrase", kind=kind)

        self.sections = words("section")
        self.shares = words("share")
        self.comments = words("comments")
        self.teasers = words("teaser")
        self.leads = tuple(sorted(words("lead")))
        self.action = _any_of(words("action"))
        self.weak = _any_of(words("weak"))
        self.start = _any_of(words("start"))
        self.picture = _any_of(words("picture"))
        self.role = _any_of(words("role"))
        self.nameless = re.compile(NAMELESS + self.role.pattern + r"(?!['’])", re.I)

    def of(self, unit: Unit) -> Cue:
        """What the unit is."""
        if len(unit.text) > MAX_LINE:
            return Cue.PROSE
        rules = (
            (self._is_address, Cue.ADDRESS),
            (self._is_legal, Cue.LEGAL),
            (self._is_comments, Cue.COMMENTS),
            (self._is_share, Cue.SHARE),
            (self._is_section, Cue.SECTION),
            (self._is_credit, Cue.CREDIT),
            (self._is_caption, Cue.CAPTION),
            (self._is_byline, Cue.BYLINE),
            (self._is_date, Cue.DATE),
            (self._is_teaser, Cue.TEASER),
            (self._is_action, Cue.ACTION),
            (self._is_menu, Cue.MENU),
        )
        return next((cue for holds, cue in rules if holds(unit)), Cue.PROSE if is_prose(unit) else Cue.TITLE)

    def _is_address(self, unit: Unit) -> bool:
        return URL_LINE.match(unit.text) is not None

    def _is_legal(self, unit: Unit) -> bool:
        if len(unit.words) > 60:
            return False
        low = unit.text.lower()
        marked = (
            re.search(r"(?:^|\s)©|\(c\)\s*(?:\w+\s+)?(?:19|20)\d\d|copyright\s+(?:©|\(c\)|\d|by\b)", low[:80])
            is not None
        )
        return marked or "all rights reserved" in low

    def _is_comments(self, unit: Unit) -> bool:
        return len(unit.words) <= 6 and _label(unit.text) in self.comments

    def _is_share(self, unit: Unit) -> bool:
        parts = [part for part in SEPARATOR.split(unit.text) if part.strip()] if len(unit.words) <= 12 else []
        return bool(parts) and all(self._is_button(part) for part in parts)

    def _is_button(self, text: str) -> bool:
        """Whether the text is the label of a button, perhaps with its settings ("Text size: A A A")."""
        head, _, settings = text.partition(":")
        sized = all(len(word) <= 2 for word in settings.split())
        return _label(text) in self.shares or (sized and _label(head) in self.shares)

    def _is_section(self, unit: Unit) -> bool:
        if len(unit.words) > 7 or (unit.ends_sentence and len(unit.words) > 4 and not unit.text.endswith("?")):
            return False
        label = _label(unit.text)
        # "MORE AFRICA" in capitals; in small letters it may begin a sub-heading.
        if unit.text.isupper() and label.startswith("more ") and len(unit.words) <= 4:
            return True
        return label in self.sections or any(label.startswith(lead + " ") for lead in self.leads)

    def _is_credit(self, unit: Unit) -> bool:
        text = unit.text
        if len(unit.words) <= 40 and STAFF.match(text) and "contribut" in text:
            return True
        bracketed = text[:1] in "(["
        # Without brackets it must be mostly names: "Written by two lawyers, the report says …" is prose.
        named = bracketed or "contribut" in text or (len(unit.words) <= 20 and unit.title_share >= 0.5)
        if named and len(unit.words) <= 60 and CREDIT.match(text):
            return True
        return len(unit.words) <= 4 and text[:1] in "([" and text[-1:] in ")]"

    def _is_caption(self, unit: Unit) -> bool:
        if len(unit.words) > 70:
            return False
        tail = CREDIT_TAIL.search(unit.text[-100:])
        if tail and self.picture.search(tail[1]) and len(tail[1].split()) <= 8 and not tail[1].endswith("."):
            return True
        if CREDIT_HEAD.match(unit.text) and len(unit.words) <= 40:
            return True
        named = re.search(
            r"(?:getty images|/\s?(?:reuters|ap|afp|epa|getty)|ap photo)(?:/[\w .]{0,40})?\s*$", unit.text[-80:], re.I
        )
        return named is not None and len(unit.words) <= 60

    def _is_byline(self, unit: Unit) -> bool:
        words = unit.words
        if not 2 <= len(words) <= 16 or unit.text[-1:] in '.!?:"”' or "?" in unit.text:
            return False
        lead = BYLINE.match(unit.text)
        if lead and self.nameless.match(unit.text[lead.end() :]):
            return True
        if lead:
            name = unit.text[lead.end() :].split(",")[0].split("|")[0].split("\n")[0]
            return _is_names(name)
        name, comma, rest = unit.text.partition(",")
        return (
            bool(comma)
            and _is_names(name)
            and len(name.split()) <= 4
            and self.role.search(rest) is not None
            and len(words) <= 12
        )

    def _is_date(self, unit: Unit) -> bool:
        if len(unit.words) > 30 or not any(character.isdigit() for character in unit.text) or is_dateline(unit.text):
            return False
        days = full_days(unit.text) or short_days(unit.text)
        if not days:
            return False
        if LABELLED_DATE.match(unit.text):
            return len(unit.words) <= 20
        rest = unit.text[: days[0].start] + " " + unit.text[days[0].end :]
        timed = CLOCK.search(rest) is not None
        rest = WEEKDAY.sub(" ", CLOCK.sub(" ", FULL.sub(" ", rest)))
        left = [word for word in re.findall(r"[^\W\d_]+", rest) if len(word) > 1]
        if timed and not (unit.ends_sentence and is_prose(unit)):
            return len(left) <= 14 or days[0].start < 4
        return len(left) <= 3 and not (unit.ends_sentence and len(left) > 2)

    def _is_teaser(self, unit: Unit) -> bool:
        head, mark, rest = unit.text[:60].partition(":")
        if not mark or not rest.strip() or len(unit.words) > 30:
            return False
        return head.strip(" *>»[(").lower() in self.teasers and not rest.lstrip().startswith(tuple('“"'))

    def _is_action(self, unit: Unit) -> bool:
        if len(unit.words) > 120:
            return False
        low = SPEECH.sub(" ", unit.text.lower().replace("’", "'"))
        if self.action.search(low) and (len(unit.words) <= 45 or len(READER.findall(low)) >= 3):
            return True
        if len(unit.words) <= 40 and unit.text[:1] not in QUOTES and self.start.match(low):
            return True
        return len(unit.words) <= 60 and self.weak.search(low) is not None and READER.search(low) is not None

    def _is_menu(self, unit: Unit) -> bool:
        if LINK_MARK.search(unit.text[-4:]) or LINK_MARK.match(unit.text[:4]):
            return len(unit.words) <= 16
        if unit.ends_sentence and len(unit.words) > 12:
            return False
        if TRAIL.search(unit.text[:200]) and len(unit.words) <= 10 and not unit.ends_sentence:
            return True
        parts = [part for part in SEPARATOR.split(unit.text[:2000]) if part and part.strip()]
        return len(parts) >= 3 and len(unit.words) <= 4 * len(parts)


def load_cues(lexicon: Lexicon | None = None) -> Cues:
    """The cues of a lexicon; those of the installation if none is given."""
    return Cues(lexicon) if lexicon is not None else _installed(Settings().data_dir / "gazetteer")


@cache
def _installed(folder: Path) -> Cues:
    return Cues(Lexicon(folder))


def is_prose(unit: Unit) -> bool:
    """Whether the unit reads as running text: a sentence, or a long stretch with the small words of sentences.

    A dateline with its dash is the beginning of one.
    """
    words = unit.words
    if is_dateline(unit.text):
        return True
    if not words:
        return False
    small = sum(FUNCTION.fullmatch(word) is not None for word in words)
    if not unit.ends_sentence:
        opens = unit.text.endswith((":", "—", "--", "–", ",")) and len(words) >= 4 and words[-1][0].islower()
        return (len(words) >= 20 and small >= 3 and unit.title_share < 0.75) or opens
    quoted = unit.text[0] in QUOTES
    if unit.text.rstrip(QUOTES + ")]").endswith("?") and len(words) <= 8 and not set(unit.text) & set('“”"'):
        return False
    if len(words) < 3:
        return quoted or (len(words) == 2 and words[-1][:1].islower())
    return True


def _label(text: str) -> str:
    """The words of a heading without counts, marks and case."""
    text = COUNT.sub("", text.replace("’", "'").strip(LABEL_MARKS))
    return " ".join(text.lstrip("0123456789").strip(LABEL_MARKS).lower().split())


def _is_names(text: str) -> bool:
    """Whether all words could be names (capitals, initials, "and", "de")."""
    words = text.replace("&", "and").split()
    names = [
        word
        for word in words
        if word.lower() not in ("and", "in", "of", "the", "de", "van", "von", "der", "al", "bin", "for", "la", "el")
    ]
    return bool(names) and len(words) <= 10 and all(word[0].isupper() or word[0] == "@" for word in names)


def _any_of(phrases: frozenset[str]) -> re.Pattern[str]:
    """A pattern that finds one of the phrases as whole words."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in ordered) + r")(?!\w)", re.I)
