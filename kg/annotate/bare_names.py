"""Surnames and given names that stand alone for a person whom the article names in full elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.annotate.runs import INITIAL, NAMED_MONTHS, NEVER_NAME, Run, RunFinder, glued
from kg.annotate.titles import Titles
from kg.authority import fold
from kg.model.document import Document


class BareNames:
    """The names of one article's persons, as they may stand alone.

    Args:
        names: The words of each name found, and whether it puts the family name first.
    """

    def __init__(
        self, names: Iterable[tuple[Sequence[str], bool]], titles: Titles, runs: RunFinder, tails: dict[str, str]
    ) -> None:
        self._titles = titles
        self._near = titles.near
        self._runs = runs
        self._tails = tails
        self._known: set[str] = set()
        self._firsts: set[str] = set()
        for words, family_first in names:
            self._note([word for word in words if word[0].isupper() and not INITIAL.match(word)], family_first)

    def _note(self, names: Sequence[str], family_first: bool) -> None:
        if not names:
            return
        self._known.add(fold(names[0] if family_first else names[-1]))
        if len(names) > 1 and len(names[0]) > 3 and not family_first:
            self._firsts.add(fold(names[0]))

    def find(self, doc: Document, words: list[str], free: Iterable[int], rest: Sequence[Run]) -> list[Run]:
        """The names that stand alone among the tokens `free`, with the particles that `rest` has before them."""
        ending = {run.last: run for run in rest}
        found = []
        for at in free:
            if self._is_bare(doc, words, at):
                run = ending.get(at + 1)
                whole = run is not None and self._only_particles(words, run, at)
                found.append(run if whole and run is not None else Run(at, at + 1, None, None, None))
        return found

    def is_plural(self, words: Sequence[str]) -> bool:
        """Whether one word is a surname in the plural ("the Holms")."""
        return len(words) == 1 and words[0].endswith("s") and fold(words[0][:-1]) in self._known

    def _only_particles(self, words: list[str], run: Run, at: int) -> bool:
        """Whether a run holds nothing but the name at its end and the particles that belong to it."""
        return run.first <= at and all(
            not word[0].isupper() or word.lower() in self._titles.particles for word in words[run.first : at]
        )

    def _stands_for_month_name(self, doc: Document, words: list[str], at: int) -> bool:
        """Whether a month's name is here the surname of a person named in full ("Mrs. May said", "May said")."""
        after = words[at + 1] if at + 1 < len(words) else ""
        if words[at] not in NAMED_MONTHS or after[:1].isdigit():
            return False
        owner = after in ("'s", "'")
        return (
            owner
            or doc.tokens[at].dep in ("nsubj", "nsubjpass", "dobj")
            or words[at - 1].lower() in self._titles.honorifics
        )

    def _is_bare(self, doc: Document, words: list[str], at: int) -> bool:
        """Whether one word stands alone for a person whom the article names in full elsewhere."""
        word, token = words[at], doc.tokens[at]
        folded = fold(word)
        if not word[0].isupper() or len(word) < 2:
            return False
        if token.pos in NEVER_NAME and not (word in NAMED_MONTHS and token.pos == "AUX"):
            return False
        if word.lower() in self._near.calendar and not self._stands_for_month_name(doc, words, at):
            return False
        if folded not in self._known and folded not in self._firsts:
            return False
        if at > 1 and words[at - 1] == "-" and glued(doc, at - 1) and not self._runs.is_particle(words[at - 2].lower()):
            return False
        before = words[at - 1] if at and doc.tokens[at - 1].sentence == token.sentence else ""
        after = words[at + 1] if at + 1 < len(words) and doc.tokens[at + 1].sentence == token.sentence else ""
        if after.lower() in self._near.namesake or (after.lower() in self._tails and after[:1].isupper()):
            return False
        if (
            before[:1].isupper()
            and before.lower() not in self._titles.honorifics
            and self._titles.head_at(words, at) is None
            and doc.tokens[at - 1].pos == "PROPN"
            and not before.isupper()
        ):
            return before.lower() in self._near.calendar or doc.tokens[at - 1].dep not in ("compound", "nmod")
        if (
            after[:1].isupper()
            and token.dep in ("compound", "nmod")
            and doc.tokens[token.head].pos == "PROPN"
            and doc.tokens[token.head].i == at + 1
        ):
            return False
        if folded not in self._known:
            titled = self._titles.head_at(words, at)
            kin = titled is not None and titled[1].class_ == "kin"
            return kin or token.dep in ("nsubj", "nsubjpass", "poss", "dobj") or token.ner == "PERSON"
        opens = at == doc.sentence_of(at).first or not before[:1].isalnum()
        return token.pos == "PROPN" or not opens or token.dep in ("nsubj", "nsubjpass", "poss")
