"""What the sentence around a name says of persons alone: an age, a "who", an office beside it, kin, a deed of people.

The model's entity labels are wrong for one name in ten, above all for names that are rare in English; these signs
outweigh them.
"""

from __future__ import annotations

import re

from kg.annotate.name_claims import PLACE_PREPOSITIONS
from kg.annotate.runs import Run
from kg.annotate.titles import Title, Titles
from kg.model.document import Document

# What opens an apposition that may state an office.
OPENINGS = frozenset({"the", "a", "an", "his", "her", "its", "their", "former", "then", "now", "once"})
# What one person does to another; teams and firms do it to their like.
SOCIAL = frozenset({"meet", "greet", "telephone", "phone", "thank", "hug", "embrace", "marry", "praise", "succeed"})
WHO = frozenset({"who", "whom"})
# Before a name, what makes somebody else the one of whom the clause after it speaks.
OWNING = frozenset({"of", "the", "for", "at", "from", "in"})
ENDS = frozenset({",", ".", ";"})
AGE = re.compile(r"1?\d{1,2}$")
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
# Offices that no company and no place holds, though it may be a "leader", "host" or "owner".
HUMAN = frozenset({"state", "military", "local", "noble", "kin"})
# As far behind the opening of an apposition its title may end.
REACH = 7


class PersonSigns:
    """Reads the signs of a person beside the runs of one document after the other."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles
        self._near = titles.near

    def shown(self, doc: Document, words: list[str], run: Run) -> bool:
        """Whether something beside the name is said of persons alone, whatever the name is like."""
        after = self._apposed_after(doc, words, run)
        return (
            self._aged(words, run.last)
            or self._taken_up(words, run)
            or self._has_kin(words, run.last)
            or (after is not None and after.class_ in HUMAN)
            or self._apposed_before(words, run)
        )

    def is_titled(self, doc: Document, words: list[str], run: Run) -> bool:
        """Whether the name stands beside a title of any kind, if it be that of a leader or an owner."""
        return self._apposed_after(doc, words, run) is not None or self._titled_before(words, run) is not None

    def hinted(self, doc: Document, words: list[str], run: Run) -> bool:
        """Whether something is said of the name that is mostly said of persons: enough where it is like one."""
        whose = words[run.last : run.last + 2] == [",", "whose"]
        if whose or self.shown(doc, words, run) or self.is_titled(doc, words, run):
            return True
        token = doc.tokens[run.last - 1]
        verb = doc.tokens[token.head].lemma
        if token.dep == "nsubj" and verb in SOCIAL and self._to_person(doc, token.head):
            return True
        return (token.dep == "nsubj" and (verb in self._near.speech or verb in self._near.deed)) or (
            token.dep == "nsubjpass" and verb in self._near.fate
        )

    def _to_person(self, doc: Document, verb: int) -> bool:
        """Whether the object of a verb is taken for a person."""
        return any(doc.tokens[i].dep == "dobj" and doc.tokens[i].ner == "PERSON" for i in doc.children(verb))

    def is_thing(self, words: list[str], run: Run) -> bool:
        """Whether the text takes the name up as a thing: "X, which"."""
        return words[run.last : run.last + 2] == [",", "which"]

    def is_venue(self, doc: Document, run: Run) -> bool:
        """Whether the name is where something happens ("in X")."""
        token = doc.tokens[run.last - 1]
        return token.dep == "pobj" and doc.tokens[token.head].lower in PLACE_PREPOSITIONS

    def _taken_up(self, words: list[str], run: Run) -> bool:
        """ "X, who": not "the leader of X, who" """
        before = words[run.first - 1].lower() if run.first else ""
        comma = words[run.last : run.last + 1] == [","]
        return comma and before not in OWNING and not WHO.isdisjoint(words[run.last + 1 : run.last + 2])

    def _aged(self, words: list[str], last: int) -> bool:
        """ "X, 45," and "X (45)" """
        if last + 2 >= len(words) or not AGE.match(words[last + 1]):
            return False
        return (words[last], words[last + 2]) in ((",", ","), (",", "."), ("(", ")"))

    def _has_kin(self, words: list[str], last: int) -> bool:
        """ "X's wife", "X's younger brother" """
        if last + 1 >= len(words) or words[last] not in ("'s", "'"):
            return False
        for at in (last + 1, last + 2):
            found = self._titles.find(words, at) if at < len(words) else None
            if found is not None:
                return found[1].class_ == "kin" and not found[1].plural
        return False

    def _apposed_after(self, doc: Document, words: list[str], run: Run) -> Title | None:
        """The title in "X, the foreign minister", "X, president of …"."""
        last = run.last
        if last + 1 >= len(words) or words[last] not in (",", "("):
            return None
        found = self._titles.find(words, last + 1)
        if found is not None and words[last + 1].islower() and not found[1].plural:
            return found[1]
        owned = words[last + 2 : last + 3] == ["'s"] or words[last + 3 : last + 4] == ["'s"]
        if words[last + 1].lower() not in OPENINGS and not owned:
            return None
        for at in range(last + 2, min(last + 2 + REACH, len(words))):
            if words[at] in ENDS:
                break
            found = self._titles.find(words, at)
            if found is not None and not self._goes_on(doc, found[0]):
                return None if found[1].plural else found[1]
        return None

    def _goes_on(self, doc: Document, end: int) -> bool:
        """Whether the words before a token only describe a noun that follows ("a private company")."""
        return end < len(doc.tokens) and doc.tokens[end].pos in ("NOUN", "ADJ") and doc.tokens[end - 1].head >= end

    def _titled_before(self, words: list[str], run: Run) -> Title | None:
        """The title in "the foreign minister, X"."""
        if run.first < 2 or words[run.first - 1] != ",":
            return None
        head = self._titles.head_at(words, run.first - 1) or self._complemented(words, run.first - 1)
        return None if head is None or head[1].plural else head[1]

    def _complemented(self, words: list[str], comma: int) -> tuple[int, Title] | None:
        """The title in "a spokesman for the miners, X"."""
        for at in range(comma - 2, max(0, comma - REACH), -1):
            if words[at] in ENDS:
                return None
            if words[at] in ("of", "for") and (head := self._titles.head_at(words, at)) is not None:
                return head
        return None

    def _apposed_before(self, words: list[str], run: Run) -> bool:
        """Whether the name ends what such a title opens ("the foreign minister, X, said")."""
        title = self._titled_before(words, run)
        after = words[run.last] if run.last < len(words) else "."
        return title is not None and title.class_ in HUMAN and after in (*ENDS, "and", ")", '"')
