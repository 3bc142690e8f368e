"""Organizations: those of the authority, ministries and other bodies of states, and what ends or begins like one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.annotate.headings import heading_sentences
from kg.annotate.hits import Hit
from kg.annotate.phrases import PhraseIndex, words_of
from kg.annotate.runs import Run
from kg.annotate.titles import Titles
from kg.authority import Authority, OrganizationRecord, fold
from kg.lexicon import Lexicon
from kg.model.document import Document, Form, Span
from kg.model.entities import Kind

BODIES = frozenset({"foreign ministry", "defence ministry", "legislature", "devolved legislature"})
AGENCIES = frozenset(
    ["agency", "council", "commission", "committee", "tribunal", "mission", "force", "peacekeepers", "office"]
)
# Titles of members of a legislature; other titles after "Congress" tell a party of that name.
MEMBERS = frozenset({"member", "lawmaker", "deputy", "speaker", "official", "aide", "staff"})
# Words that show an article to be about American politics.
AMERICAN = frozenset({"Pentagon", "Capitol", "Republicans", "Democrats", "Republican", "Sen.", "Rep."})
# Companies do not take "of" with the state they are in.
COMPANIES = frozenset(["corp.", "corp", "inc.", "inc", "ltd.", "ltd", "co.", "plc", "ag", "company"])
MINISTRY_WORDS = frozenset({"ministry", "ministries"})
LINKS = frozenset({"of", "for", "on", "and", "&", "the", "in", "'s", "-", "to"})


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    country: str | None
    generic: bool


class OrganizationFinder:
    """Finds organizations in a document."""

    def __init__(self, authority: Authority, lexicon: Lexicon, titles: Titles) -> None:
        self._titles = titles
        self._tails = {row["word"]: row["kind"] for row in lexicon.rows("name_tails")}
        self._known: PhraseIndex[_Known] = PhraseIndex()
        for record in authority.organizations:
            self._add(record)
        for metonym in authority.metonyms:
            if metonym.kind in BODIES:
                name = metonym.surface.removeprefix("the ")
                self._known.add(name, _Known(name, metonym.iso2, False))

    def _add(self, record: OrganizationRecord) -> None:
        for form in (record.label, *record.aliases):
            bare = form.removeprefix("the ").removeprefix("The ")
            if bare[:1].isupper() or "-" in bare:
                generic = record.country is not None and bare.lower() in self._titles.near.generic
                self._known.add(bare, _Known(record.label, record.country, generic))

    def find_known(self, doc: Document, states: Sequence[Hit]) -> list[Hit]:
        """The organizations of the authority, and ministries."""
        words = words_of(doc)
        ends = {hit.last: hit for hit in states if hit.kind is Kind.COUNTRY}
        mentioned = {hit.country for hit in states}
        if AMERICAN.intersection(words):
            mentioned.add("US")
        found: list[Hit] = []
        at = 0
        while at < len(words):
            match = self._known.find(words, at)
            if match:
                hit = self._known_hit(doc, words, (at, match[0]), match[1], (ends, mentioned))
                if hit is not None:
                    found.append(hit)
                    at = hit.last
                    continue
            if words[at].lower() in MINISTRY_WORDS:
                ministry = self._ministry(doc, words, at, ends)
                if ministry is not None and not (found and found[-1].last > ministry.first):
                    found.append(ministry)
                    at = max(ministry.last, at + 1)
                    continue
            at += 1
        return found

    def _known_hit(
        self,
        doc: Document,
        words: list[str],
        at: tuple[int, int],
        known: _Known,
        states: tuple[dict[int, Hit], set[str | None]],
    ) -> Hit | None:
        first, last = at
        ends, mentioned = states
        token = doc.tokens[first]
        article = first > 0 and words[first - 1].lower() == "the"
        if not article and token.ner == "PERSON" and doc.tokens[last - 1].ner == "PERSON" and last - first == 1:
            return None
        owner = _owner(doc, words, first, ends)
        surface = " ".join(words[first:last])
        if known.generic or surface.lower() in self._titles.near.generic:
            titled = self._titles.find(words, last) if last < len(words) else None
            if last - first == 1 and last < len(words) and words[last][:1].isupper() and titled is None:
                return None
            if (
                last - first == 1
                and first
                and words[first - 1][:1].isupper()
                and first not in ends
                and doc.tokens[first - 1].pos == "PROPN"
            ):
                return None
            if (
                titled
                and titled[1].class_ in ("state", "body", "party")
                and owner is None
                and titled[1].word not in MEMBERS
            ):
                return _hit(doc, (first, last), surface, None, f"org::{surface.lower()}")
            if owner and owner != known.country:
                return _hit(doc, (first, last), surface, owner, f"org:{owner}:{surface.lower()}")
            # Where no state is named at all, English news means the American body.
            if known.country and known.country not in mentioned and mentioned - {None}:
                return _hit(doc, (first, last), surface, None, f"org::{surface.lower()}")
        end = last
        while end < len(words) and end - last < 3 and doc.tokens[end].pos == "NOUN" and words[end].islower():
            end += 1
            if words[end - 1] in AGENCIES and known.country is None:
                name = " ".join(words[first:end])
                return _hit(doc, (first, end), name, None, f"org:{fold(name)}")
        return _hit(doc, (first, last), known.name, known.country, f"org:{known.name}")

    def _ministry(self, doc: Document, words: list[str], at: int, ends: dict[int, Hit]) -> Hit | None:
        first = at
        tokens = doc.tokens
        while (
            first
            and tokens[first - 1].pos in ("NOUN", "ADJ", "PROPN")
            and tokens[first - 1].sentence == tokens[at].sentence
        ):
            if first in ends or self._titles.find(words, first - 1):
                break
            first -= 1
        last = at + 1
        if (
            last + 1 < len(words)
            and words[last] == "of"
            and words[last + 1][:1].isupper()
            and first not in ends
            and last + 1
        ):
            last += 2
            while last < len(words) and (
                (words[last][:1].isupper() and tokens[last].pos == "PROPN")
                or (words[last] == "and" and words[last + 1][:1].isupper())
            ):
                last += 1
        elif first == at:
            return None
        owner = _owner(doc, words, first, ends) or _nearest_country(ends, at, doc)
        name = " ".join(words[first:last])
        name = name if not name.islower() else name.title().replace(" Of ", " of ")
        return _hit(doc, (first, last), name, owner, f"org:{owner or ''}:{fold(name)}")

    def find_runs(self, doc: Document, runs: Sequence[Run], taken: Sequence[bool], states: Sequence[Hit]) -> list[Hit]:
        """Organizations and places among runs of capitals that are no persons, and the model's own labels."""
        words = words_of(doc)
        ends = {hit.last: hit for hit in states if hit.kind is Kind.COUNTRY}
        headings = heading_sentences(doc)
        found: list[Hit] = []
        done = [False] * len(words)
        for run in runs:
            if run.last <= run.first or done[run.first] or doc.tokens[run.first].sentence in headings:
                continue
            hit = self._run_hit(doc, words, run, taken, ends)
            if hit is not None:
                found.append(hit)
                for i in range(hit.first, hit.last):
                    done[i] = True
        return found

    def _run_hit(
        self, doc: Document, words: list[str], run: Run, taken: Sequence[bool], ends: dict[int, Hit]
    ) -> Hit | None:
        first, last = run.first, run.last
        labels = [doc.tokens[i].ner for i in range(first, last)]
        tail = self._tails.get(words[last - 1].lower())
        opening = self._tails.get(words[first].lower())
        after = words[last].lower() if last < len(words) else ""
        if (
            tail == "other"
            or words[last - 1].islower()
            or after in self._titles.near.namesake
            or self._tails.get(after) == "other"
        ):
            return None
        if "organization" in (tail, opening) and (last - first > 1 or _goes_on(words, last)):
            first, last = self._widen(doc, words, run, taken)
            return self._organization(doc, words, (first, last), ends)
        if tail == "place" and last - first > 1:
            return _place(doc, words, first, last)
        if tail is None and after and words[last][0].isupper() and self._titles.find(words, last):
            return None  # "Defence" of "Defence Minister": part of a title
        label = labels[-1]
        token = doc.tokens[last - 1]
        if self._tails.get(after) == "place" and label != "":
            return _place(doc, words, first, last + 1)
        if label == "ORG" and last - first == 1 and token.dep == "pobj" and doc.tokens[token.head].lower == "in":
            return _place(doc, words, first, last)
        if label in ("GPE", "LOC", "FAC"):
            return _place(doc, words, first, last)
        if label == "ORG" and not (words[first].isupper() and last - first > 3):
            first, last = self._label_span(doc, words, run)
            return self._organization(doc, words, (first, last), ends)
        return None

    def _label_span(self, doc: Document, words: list[str], run: Run) -> tuple[int, int]:
        """The run widened to the model's ORG label, without determiner, possessive and title."""
        first, last = run.first, run.last
        sentence = doc.sentence_of(first)
        while last < sentence.last and doc.tokens[last].ner == "ORG" and not self._titles.find(words, last):
            last += 1
        while last > run.last and (words[last - 1] in LINKS or not words[last - 1][0].isupper()):
            last -= 1
        return first, last

    def _widen(self, doc: Document, words: list[str], run: Run, taken: Sequence[bool]) -> tuple[int, int]:
        """The run with what belongs to the name at its sides ("People's … Movement", "… of American States")."""
        first, last = run.first, run.last
        sentence = doc.sentence_of(first)
        while first - 2 >= sentence.first and words[first - 1] in ("'s", "'", "&") and words[first - 2][0].isupper():
            people = words[first - 2] in ("People", "Peoples", "Workers", "Women", "Children")
            if doc.tokens[first - 1].ner != "ORG" and not people:
                break
            first -= 2
            while (
                first - 1 >= sentence.first
                and words[first - 1][0].isupper()
                and (doc.tokens[first - 1].ner == "ORG" or (people and doc.tokens[first - 1].pos == "PROPN"))
            ):
                first -= 1
        while (
            last + 1 < sentence.last
            and words[last] in ("of", "for", "on")
            and words[last - 1].lower() not in COMPANIES
            and self._tails.get(words[last - 1].lower()) == "organization"
        ):
            at = last + 2 if words[last + 1] == "the" else last + 1
            if at >= sentence.last or not words[at][0].isupper() or self._titles.find(words, at):
                break
            last = at + 1
            while (
                last < sentence.last
                and words[last][0].isupper()
                and doc.tokens[last].pos == "PROPN"
                and not self._titles.find(words, last)
            ):
                last += 1
        return first, last

    def _organization(self, doc: Document, words: list[str], at: tuple[int, int], ends: dict[int, Hit]) -> Hit | None:
        first, last = at
        name = doc.text_of(doc.span_of((first, last - 1))).replace("\n", " ")
        if len(name) < 2 or name.islower():
            return None
        owner = _owner(doc, words, first, ends)
        return _hit(doc, (first, last), name, owner, f"org:{owner or ''}:{fold(name)}")


def _hit(doc: Document, at: tuple[int, int], name: str, country: str | None, key: str) -> Hit:
    span = doc.span_of((at[0], at[1] - 1))
    return Hit(at[0], at[1], span, Kind.ORGANIZATION, key, name, Form.NAME, country)


def _place(doc: Document, words: list[str], first: int, last: int) -> Hit:
    span: Span = doc.span_of((first, last - 1))
    name = doc.text_of(span).replace("\n", " ")
    return Hit(first, last, span, Kind.PLACE, f"place:{name}", name, Form.NAME, None)


def _goes_on(words: Sequence[str], last: int) -> bool:
    return (
        last + 1 < len(words)
        and words[last] in ("of", "for")
        and (words[last + 1][:1].isupper() or words[last + 1] == "the")
    )


def _owner(doc: Document, words: Sequence[str], first: int, ends: dict[int, Hit]) -> str | None:
    """The state whose adjective or possessive stands right before."""
    if first in ends:
        return ends[first].country
    if first and words[first - 1] in ("'s", "'") and first - 1 in ends:
        return ends[first - 1].country
    return None


def _nearest_country(ends: dict[int, Hit], at: int, doc: Document) -> str | None:
    sentence = doc.sentence_of(at)
    inside = [hit for hit in ends.values() if sentence.first <= hit.first < sentence.last]
    if inside:
        return min(inside, key=lambda hit: abs(hit.first - at)).country
    before = [hit for hit in ends.values() if hit.last <= at]
    return max(before, key=lambda hit: hit.last).country if before else None
