"""Names of persons: runs of capitalised words with the title before them, and names that stand alone or in lists.

In: tokens, and what states and bodies have claimed. Out: the names of persons, and the runs that are none. What makes
a run a person's name is told in `kg.annotate.person_judge`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from kg.annotate.bare_names import BareNames
from kg.annotate.headings import heading_sentences
from kg.annotate.hits import Hit
from kg.annotate.name_claims import barred_names, joined, party_tags, taken_tokens
from kg.annotate.person_judge import PersonJudge
from kg.annotate.phrases import words_of
from kg.annotate.runs import Run, RunFinder
from kg.annotate.titles import Title, Titles
from kg.authority import Authority, fold
from kg.lexicon import Lexicon
from kg.model.document import Document, Span

# As many names on either side may stand near enough to be joined to one by "and" (see `joined`).
NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One stretch [first, last) that names a person, with the titles found right before it."""

    first: int
    last: int
    span: Span
    words: tuple[str, ...]
    title: Title | None = None
    title_first: int | None = None
    honorific: str | None = None
    gender: str | None = None


class PersonFinder:
    """Finds the names of persons in a document."""

    def __init__(self, authority: Authority, lexicon: Lexicon, titles: Titles) -> None:
        self._authority = authority
        self._titles = titles
        self._near = titles.near
        self._given: dict[str, str | None] = {
            fold(row["name"]): row["gender"] or None for row in lexicon.rows("given_names")
        }
        self._family_first = frozenset(fold(name) for name in lexicon.words("family_first", "name"))
        self.tails = {row["word"]: row["kind"] for row in lexicon.rows("name_tails")}
        self._judge = PersonJudge(authority, titles, self._given, self.tails, self.is_family_first)
        self._finder = RunFinder(
            titles,
            self._given,
            self._family_first,
            frozenset(word for word, kind in self.tails.items() if kind == "place"),
        )

    def find(
        self, doc: Document, hits: Sequence[Hit], dateline: AbstractSet[int] = frozenset()
    ) -> tuple[list[PersonHit], list[Run]]:
        """The names of persons, and the runs of capitals that are none, both in text order; none in a dateline."""
        words = words_of(doc)
        taken = taken_tokens(doc, words, hits, self._is_person_word)
        for at in (*dateline, *party_tags(words)):
            taken[at] = True
        runs = self._finder.find(doc, words, taken)
        barred = barred_names(doc, words, runs, (self._titles, self.tails))
        headings = heading_sentences(doc)
        persons: list[PersonHit] = []
        rest: list[Run] = []
        for run in runs:
            if doc.tokens[run.first].sentence in headings:
                continue
            run = self._finder.trim(doc, words, run)
            if run.last > run.first and self._judge.is_person(doc, words, run, barred):
                persons.append(self._person(doc, words, run))
            else:
                rest.append(run)
        self._add_listed(doc, words, persons, rest)
        return self._with_bare_names(doc, words, persons, rest, taken)

    def _add_listed(self, doc: Document, words: list[str], persons: list[PersonHit], rest: list[Run]) -> None:
        """Names joined by "and" to a person's that the model takes for something else ("Presidents A and B")."""
        headings = heading_sentences(doc)
        for run in list(rest):
            if doc.tokens[run.first].sentence not in headings and self._in_list(doc, words, run, persons):
                rest.remove(run)
                persons.append(self._person(doc, words, run))
                persons.sort(key=lambda person: person.first)

    def _in_list(self, doc: Document, words: list[str], run: Run, persons: Sequence[PersonHit]) -> bool:
        names = words[run.first : run.last]
        if not 1 < len(names) < 5 or any(name.lower() in self.tails for name in names):
            return False
        at = bisect_left(persons, run.first, key=lambda hit: hit.first)
        near = persons[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
        before = [hit for hit in near if hit.last < run.first and joined(doc, words, (hit.last, run.first))]
        after = [hit for hit in near if run.last < hit.first and joined(doc, words, (run.last, hit.first))]
        if any(hit.title is not None and hit.title.plural for hit in before):
            return True
        if not before and not after:
            return False
        return fold(names[0]) in self._given or bool(self._authority.persons_named(" ".join(names)))

    def _with_bare_names(
        self, doc: Document, words: list[str], persons: list[PersonHit], rest: list[Run], taken: list[bool]
    ) -> tuple[list[PersonHit], list[Run]]:
        """Names that stand alone join the persons; the runs that they stand in are no longer left over."""
        names = ((person.words, self.is_family_first(person.words)) for person in persons)
        bare = BareNames(names, self._titles, self._finder, self.tails)
        covered = {i for person in persons for i in range(person.first, person.last)}
        free = [at for at in range(len(words)) if at not in covered and not taken[at]]
        found = bare.find(doc, words, free, rest)
        ends = {run.last - 1 for run in found}
        kept = [
            run
            for run in rest
            if ends.isdisjoint(range(run.first, run.last)) and not bare.is_plural(words[run.first : run.last])
        ]
        persons.extend(self._person(doc, words, run) for run in found)
        return sorted(persons, key=lambda person: person.first), kept

    def given_gender(self, name: str) -> str | None:
        """The gender of a given name; None if unknown or mixed."""
        return self._given.get(fold(name))

    def is_given(self, name: str) -> bool:
        """Whether the word is a given name."""
        return fold(name) in self._given

    def is_family_first(self, words: Sequence[str]) -> bool:
        """Whether a name of these words puts the family name first."""
        return len(words) > 1 and fold(words[0]) in self._family_first and fold(words[1]) not in self._given

    def _is_person_word(self, doc: Document, words: list[str], at: int, last: int) -> bool:
        """Whether a place's name is here part of a person's ("Michael Jordan", "Chad Wolf", "Mr. Israel")."""
        before = words[at - 1] if at else ""
        if before.lower() in self._titles.honorifics:
            return True
        if last - at > 1:
            return False
        after = words[last] if last < len(words) else ""
        token = doc.tokens[at]
        if fold(before) in self._given and before[:1].isupper() and not before.isupper():
            same = doc.tokens[at - 1].sentence == token.sentence
            return same and token.dep not in ("compound", "amod") and doc.tokens[at - 1].ner != "GPE"
        if not (after[:1].isupper() and last < len(words) and doc.tokens[last].pos == "PROPN"):
            return False
        if self._titles.find(words, last) or after.lower() in self.tails or after.lower() in self._near.calendar:
            return False
        whole = token.ner == "PERSON" and doc.tokens[last].ner == "PERSON" and fold(words[at]) in self._given
        return whole or self._authority.has_person_name(f"{words[at]} {after}")

    def _person(self, doc: Document, words: list[str], run: Run) -> PersonHit:
        names = tuple(words[run.first : run.last])
        gender = self._titles.honorifics.get(run.honorific or "") or (
            run.title.gender if run.title and not run.title.plural else None
        )
        gender = gender or self.given_gender(names[0]) if len(names) > 1 or gender else gender
        return PersonHit(
            run.first,
            run.last,
            doc.span_of((run.first, run.last - 1)),
            names,
            run.title,
            run.title_first,
            run.honorific,
            gender,
        )
