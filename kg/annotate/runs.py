"""Runs of capitalised words that may be names, with the title and the form of address before them.

In: tokens, and which of them something else has claimed. Out: maximal runs in text order. A title that is here a
surname ("John Major") belongs to the run; a lower-case particle ("de", "al-") does too, initials and suffixes as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from kg.annotate.nicknames import NICKNAME_MARKS, nickname_size
from kg.annotate.titles import Title, Titles
from kg.authority import fold
from kg.model.document import Document

INITIAL = re.compile(r"(?:[A-Z]\.?-?){1,3}$|(?:Ch|Yu|Wm|Ya)\.$")
ROMAN = re.compile(r"[IVX]{1,5}$")
# After a title: its holder is chosen and not yet in office.
COMING = frozenset({"elect", "designate", "nominate"})
# Months that are given names or surnames too.
NAMED_MONTHS = frozenset({"April", "May", "June", "August", "March"})
# A title that is a name where nothing says that its bearer reigns ("Shah Rukh Nawaz", not "the Shah of …").
NAME_TITLES = frozenset({"Shah"})
NEVER_NAME = frozenset({"PRON", "DET", "ADP", "CCONJ", "SCONJ", "AUX", "PART", "PUNCT", "SYM", "NUM", "INTJ"})


@dataclass(frozen=True, slots=True)
class Run:
    """A maximal stretch of capitalised words that nothing else has claimed."""

    first: int
    last: int
    title: Title | None
    title_first: int | None
    honorific: str | None


class RunFinder:
    """Finds the runs of one document after the other.

    Args:
        titles: The words around names.
        given: Given names, folded, with their gender.
        family_first: Family names, folded, that stand before the given name.
        tails: Nouns that end the names of places and bodies.
    """

    def __init__(
        self,
        titles: Titles,
        given: Mapping[str, str | None],
        family_first: Collection[str] = frozenset(),
        tails: Collection[str] = frozenset(),
    ) -> None:
        self._family_first = family_first
        self._tails = tails
        self._titles = titles
        self._near = titles.near
        self._given = given

    def find(self, doc: Document, words: list[str], taken: list[bool]) -> list[Run]:
        """The runs in text order."""
        runs: list[Run] = []
        title: Title | None = None
        title_first: int | None = None
        honorific: str | None = None
        at = 0
        while at < len(words):
            token = doc.tokens[at]
            found = self._titles.find(words, at)
            if taken[at] and (found is None or taken[found[0] - 1]):
                title = honorific = title_first = None
                at += 1
                continue
            if found and not self._title_is_name(doc, words, at, found[0], honorific):
                start = at
                at = found[0]
                title_first = (
                    title_first if title is not None and title_first is not None and title.class_ != "kin" else start
                )
                title = found[1] if title is None or found[1].class_ != "noble" else title
                if words[at : at + 1] == ["-"] and "".join(words[at + 1 : at + 2]).lower() in COMING:
                    at += 2
                elif not found[1].plural:
                    at = self._complement_end(doc, words, taken, at)
                continue
            if words[at].lower() in self._titles.honorifics and (words[at][0].isupper() or words[at] in ("señor",)):
                honorific = words[at].lower()
                at += 1
                continue
            end = self._run_end(doc, words, taken, at)
            if end == at + 1 and words[end : end + 1] == ["I"] and title is not None and title.class_ == "noble":
                end += 1
            if end > at:
                runs.append(Run(at, end, title, title_first, honorific))
            elif words[at] == '"' or (token.text == "." and honorific):
                at += 1
                continue
            title = honorific = title_first = None
            at = max(end, at + 1)
        return runs

    def _complement_end(self, doc: Document, words: list[str], taken: list[bool], at: int) -> int:
        """Where a name begins right after the complement of a title ("Minister for Works X", "President of Mali X").

        `at` itself where there is no such complement, or no name after it.
        """
        if words[at : at + 1] not in (["of"], ["for"], ["to"]):
            return at
        limit = doc.sentence_of(at).last
        end = at if taken[at] else at + 2 if words[at + 1 : at + 2] == ["the"] else at + 1
        start = end
        while (
            end < limit
            and self._titles.find(words, end) is None
            and (taken[end] or self._in_portfolio(words, end, start))
        ):
            end += 1
        named = start < end < limit and words[end - 1] != "and" and words[end][0].isupper()
        if not named or doc.tokens[end].pos != "PROPN" or words[end].lower() in self._near.calendar:
            return at
        if self._titles.find(words, end) is not None:
            return at
        return end

    def _in_portfolio(self, words: list[str], at: int, start: int) -> bool:
        """Whether a word goes on with what a minister is minister for."""
        if words[at] == "and" and at > start:
            return at + 1 < len(words) and words[at + 1].lower() in self._near.portfolio
        return words[at].lower() in self._near.portfolio

    def _title_is_name(self, doc: Document, words: list[str], at: int, end: int, honorific: str | None) -> bool:
        """Whether a word that may be a title is here a surname ("John Major", "Mr. King")."""
        if end - at > 1 or not words[at][0].isupper():
            return False
        follows = end < len(words) and words[end][:1].isupper() and doc.tokens[end].sentence == doc.tokens[at].sentence
        if words[at] in NAME_TITLES and follows:
            return at == 0 or words[at - 1].lower() not in ("the", "late", "exiled", "deposed")
        before = words[at - 1] if at and doc.tokens[at - 1].sentence == doc.tokens[at].sentence else ""
        placed = follows and words[end].lower() in self._tails and fold(words[end]) not in self._given
        if placed and before[:1].isupper():
            return True
        if follows and not self._titles.find(words, end) and doc.tokens[end].pos == "PROPN":
            return False
        if honorific is not None:
            return True
        return fold(before) in self._given and before[:1].isupper() and doc.tokens[at].ner == "PERSON"

    def _run_end(self, doc: Document, words: list[str], taken: list[bool], first: int) -> int:
        """The end of the run of name words that starts at `first`; `first` if none does."""
        limit = doc.sentence_of(first).last
        at, end = first, first
        while at < len(words) and not taken[at]:
            if at >= limit:
                if not _cut_after_initial(doc, words, at):
                    break
                limit = doc.sentence_of(at).last
            if at > first and (_dateline_word(words, first, at) or self._starts_title(doc, words, at)):
                break
            size = self._name_size(doc, words, at, end > first)
            if size:
                at = end = at + size
            elif self._particle_at(doc, words, at, at == first):
                at += 1
            else:
                break
        return end

    def _starts_title(self, doc: Document, words: list[str], at: int) -> bool:
        found = self._titles.find(words, at)
        if words[at - 1] in self._titles.particles:
            return False
        if found is not None and found[1].class_ == "kin" and words[at][0].isupper() and found[0] == at + 1:
            return False  # a word for a relative with a capital, behind a name, is part of it ("Bui Thanh Son")
        return found is not None and not self._title_is_name(doc, words, at, found[0], None)

    def _name_size(self, doc: Document, words: list[str], at: int, goes_on: bool) -> int:
        """How many tokens from `at` continue a name: a word, a hyphen with its word, a suffix; 0 if none does."""
        word = words[at]
        after = words[at + 1] if at + 1 < len(words) else ""
        if self._is_name_word(doc, words, at):
            return 1
        if word in ("-", "–") and glued(doc, at) and after[0].isalpha():
            follows = doc.tokens[at + 1]
            eastern = goes_on and at > 1 and fold(words[at - 2]) in self._family_first
            return 2 if after[0].isupper() or follows.ner == "PERSON" or follows.pos == "PROPN" or eastern else 0
        if not goes_on:
            return 0
        if word.lower() in self._titles.suffixes or self._numeral(doc, words, at):
            return 1
        nickname = nickname_size(words, at) if word in NICKNAME_MARKS else 0
        if nickname and doc.tokens[at + nickname].pos == "PROPN":
            return nickname
        return 2 if word == "," and after.lower() in ("jr.", "sr.", "jr", "sr") else 0

    def _numeral(self, doc: Document, words: list[str], at: int) -> bool:
        """A Roman numeral after the only name of a monarch or pope."""
        if not ROMAN.match(words[at]):
            return False
        return words[at] != "I" or doc.tokens[at].pos != "PRON" or doc.tokens[at].dep not in ("nsubj", "nsubjpass")

    def _particle_at(self, doc: Document, words: list[str], at: int, opens: bool) -> bool:
        word = words[at]
        joined = at + 2 < len(words) and words[at + 1] == "-" and glued(doc, at + 1)
        if word not in self._titles.particles and not (joined and self.is_particle(word.lower())):
            return False
        after = words[at + 2] if joined else words[at + 1] if at + 1 < len(words) else ""
        if not after[:1].isupper() and after not in self._titles.particles:
            return False
        if opens and not joined:
            return word in ("de", "van", "von", "bin", "al", "ul", "el", "di", "der") and (
                doc.tokens[at].ner in ("PERSON", "") and doc.tokens[at].dep != "prep"
            )
        return not (word in ("e", "y", "as", "an") and not joined and doc.tokens[at].ner != "PERSON")

    def _is_name_word(self, doc: Document, words: list[str], at: int) -> bool:
        word, token = words[at], doc.tokens[at]
        if not word[0].isupper():
            return False
        if word.lower() in self._near.calendar:
            return self._calendar_name(doc, words, at)
        if INITIAL.match(word) and word not in ("I", "A", "US", "UK", "EU", "UN") and len(word) <= 6:
            nxt = words[at + 1] if at + 1 < len(words) else ""
            return (
                ("." in word and (nxt[:1].isupper() or token.ner == "PERSON"))
                or token.ner in ("PERSON", "ORG")
                or (nxt[:1].isupper() and len(word) == 1)
            )
        if token.pos in ("ADP", "SCONJ", "CCONJ") and at == doc.sentence_of(at).first and fold(word) not in self._given:
            return False
        if token.pos in NEVER_NAME and token.ner != "PERSON":
            follows = at + 1 < len(words) and words[at + 1][:1].isupper() and doc.tokens[at + 1].pos == "PROPN"
            return token.pos == "ADP" and follows and at > 0 and self._titles.head_at(words, at) is not None
        if token.pos == "PROPN" or token.ner == "PERSON":
            return not (token.ner in ("DATE", "TIME", "MONEY", "CARDINAL") and fold(word) not in self._given)
        opens = at == doc.sentence_of(at).first or doc.tokens[at - 1].text in ('"', "“", "''", "``", ":", "‘", "'")
        if opens:
            return (
                fold(word) in self._given and token.pos != "ADV" and at + 1 < len(words) and words[at + 1][:1].isupper()
            )
        return token.pos in ("NOUN", "ADJ", "X", "VERB", "ADV")

    def _calendar_name(self, doc: Document, words: list[str], at: int) -> bool:
        """Whether a month's name is somebody's: "Karen May", "Mrs. May", "April Shaw"."""
        if words[at] not in NAMED_MONTHS or (at + 1 < len(words) and words[at + 1][0].isdigit()):
            return False
        before = words[at - 1] if at and doc.tokens[at - 1].sentence == doc.tokens[at].sentence else ""
        if before.lower() in self._titles.honorifics:
            return True
        if before[:1].isupper() and fold(before) in self._given:
            return True
        after = words[at + 1] if at + 1 < len(words) else ""
        personal = doc.tokens[at].ner == "PERSON" or doc.tokens[at].dep == "compound"
        return fold(words[at]) in self._given and after[:1].isupper() and doc.tokens[at].ner != "DATE" and personal

    def trim(self, doc: Document, words: list[str], run: Run) -> Run:
        """Cut off the front what is no part of the name: an article, what comes before the model's own PERSON."""
        if words[run.first] in ("The", "A", "An") and run.last - run.first > 1:
            run = replace(run, first=run.first + 1)
        if run.title is not None or run.honorific is not None:
            return run
        labels = [doc.tokens[i].ner for i in range(run.first, run.last)]
        if "PERSON" not in labels or labels[0] == "PERSON":
            return run
        cut = run.first + labels.index("PERSON")
        front = words[run.first : cut]
        if any(fold(word) in self._given or INITIAL.match(word) or word in ("-", "–") for word in front) or words[
            cut
        ] in ("-", "–"):
            return run
        if all(label == "PERSON" for label in labels[cut - run.first :]):
            return Run(cut, run.last, None, None, None)
        return run

    def is_particle(self, word: str) -> bool:
        """Whether a lower-case word may belong to the surname after it."""
        return word in self._titles.particles or word in self._titles.glued


def _dateline_word(words: list[str], first: int, at: int) -> bool:
    """Whether a word in capitals after words that are not is the place of a dateline that follows a byline."""
    word = words[at]
    return len(word) > 3 and word.isupper() and word.isalpha() and not ROMAN.match(word) and not words[first].isupper()


def _cut_after_initial(doc: Document, words: list[str], at: int) -> bool:
    """Whether the parser took an initial's full stop for the end of a sentence, inside a name ("James A. | Baker")."""
    one = doc.tokens[at - 1]
    return (
        len(words[at - 1]) == 2
        and words[at - 1][0].isupper()
        and words[at - 1][1] == "."
        and words[at][:1].isupper()
        and doc.tokens[at].pos == "PROPN"
        and doc.sentences[one.sentence].paragraph == doc.sentences[doc.tokens[at].sentence].paragraph
    )


def glued(doc: Document, at: int) -> bool:
    tokens = doc.tokens
    return (
        at > 0
        and at + 1 < len(tokens)
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
    )
