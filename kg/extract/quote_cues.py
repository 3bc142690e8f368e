"""Whose words a quote is, by what stands around it: a word of speech behind, before or above it, or a name under it."""

from __future__ import annotations

from kg.extract.contents import MARKS
from kg.extract.cues import CueLexicon
from kg.extract.reports import Report
from kg.extract.sources import Source, owner_of, source_of
from kg.model.document import Document, Quote, Sentence

DASHES = frozenset({"-", "--", "---", "–", "—", "―"})
STOPS = frozenset({".", ";", "?", "!"})
SENTENCE_ENDS = frozenset({".", "?", "!", "…"})
# What may stand before a closing mark when words of speech follow it.
LEADING = frozenset({",", "?", "!", "…", ".", *DASHES})
IMPERSONAL = frozenset({"it", "this", "that", "there", "these", "those", "what", "which", "i", "we", "you"})
# Quoted words in these places are part of the reporter's own phrase.
MODIFIERS = frozenset({"nsubj", "nsubjpass", "amod", "compound", "nmod", "poss"})
# How far from its quote, in tokens, the word of speech may stand, behind it and before it.
AFTER, BEFORE = 14, 25
# … and how far behind quoted words that may be a title.
NEXT = 4
# How many steps above long quoted words the word of speech may be in the parse; above a few words, only the next.
STEPS = 4
# How many words the name under a quote may have.
MAX_NAME = 5


class QuoteCues:
    """Finds the word of speech that a quote belongs to, in one document."""

    def __init__(self, doc: Document, lexicon: CueLexicon) -> None:
        self._doc = doc
        self._lexicon = lexicon

    def by_cue(self, quote: Quote, inside: range, *, long: bool) -> Report | None:
        """The report by the word of speech behind, before or above the quote, or by the name under it.

        Args:
            quote: The quote; `inside` are its tokens with the marks.
            inside: The tokens of the quote.
            long: Whether it has so many words that it is no scare quote.
        """
        for rule, verb in (
            ("quote-after", self._after(inside)),
            ("quote-before", self._before(inside)),
            ("quote-governed", self._above(inside, STEPS if long else 1)),
        ):
            if verb is not None:
                return self._report(rule, verb, quote)
        by_noun = self._noun_above(inside)
        if by_noun is not None:
            noun, owner = by_noun
            word = self._doc.tokens[noun].lemma.lower()
            cue = self._lexicon.noun(word)
            return Report("quote-noun", noun, cue.verb if cue else word, owner, (quote.span,), cue)
        labelled = self._label(inside)
        if labelled is not None:
            return Report("quote-labelled", None, "", Source(labelled), (quote.span,))
        signed = self._signature(inside)
        return None if signed is None else Report("quote-signed", None, "", Source(signed), (quote.span,))

    def introduced(self, quote: Quote, inside: range, since: int) -> Report | None:
        """The report by the subject of the sentence that leads over to the quote with a colon, or ends just before it.

        `since` is where the last report ends: a sentence that holds it does not lead over to another quote.
        """
        doc = self._doc
        mark = inside.start - 1
        if mark < 0 or doc.tokens[mark].text not in (":", ".") or self.begins_paragraph(quote):
            return None
        sentence = doc.sentence_of(mark)
        verbs = self._verbs_before(sentence, mark) if doc.tokens[mark].text == ":" else [sentence.root]
        for verb in verbs if since <= sentence.span.start else []:
            source = source_of(doc, verb) if doc.quote_of(verb) is None else None
            source = None if source is None else self._voice(source)
            if source is not None:
                return Report("quote-introduced", verb, doc.tokens[verb].lemma, source, (quote.span,))
        return None

    def _verbs_before(self, sentence: Sentence, mark: int) -> list[int]:
        """The verbs of the sentence before a colon, nearest first."""
        verbs = (i for i in range(mark - 1, sentence.first - 1, -1) if self._doc.tokens[i].pos in ("VERB", "AUX"))
        return [i for i in verbs if any(self._doc.tokens[c].dep == "nsubj" for c in self._doc.children(i))]

    def _voice(self, source: Source) -> Source | None:
        """The source if it is somebody; whose it is, if it is a thing said ("her answer was: …")."""
        doc = self._doc
        noun = self._lexicon.noun(doc.tokens[source.head].lemma.lower())
        if noun is not None:
            owner = owner_of(doc, source.head)
            return source if owner is None else Source(owner)
        return source if _is_somebody(doc, source.head) else None

    def is_embedded(self, quote: Quote, inside: range) -> bool:
        """Quoted words amid a sentence: without a word of speech above them they are no statement (measured: two of
        five that would be made of them are right).
        """
        if inside.start == 0 or self.begins_paragraph(quote):
            return False
        before = self._doc.tokens[inside.start - 1]
        ended = before.text in SENTENCE_ENDS or before.text in (":", *MARKS)
        return not ended and self._doc.quote_of(before.i) is None

    def begins_paragraph(self, quote: Quote) -> bool:
        """Whether the quote stands at the beginning of its paragraph."""
        return quote.span.start == self._doc.paragraphs[quote.paragraph].span.start

    def _report(self, rule: str, verb: int, quote: Quote) -> Report:
        cue = self._lexicon.verb_at(self._doc, verb)
        word = cue.verb if cue else self._doc.tokens[verb].lemma
        return Report(rule, verb, word, source_of(self._doc, verb), (quote.span,), cue)

    def _after(self, inside: range) -> int | None:
        """The verb of `," said X`, `," X said`, `?" X asked` and of a bare `." X said.`"""
        doc = self._doc
        last, first = _last_word(doc, inside), inside.stop
        if first < len(doc.tokens) and doc.tokens[first].text in DASHES | {","}:
            first, last = first + 1, ","
        if first >= len(doc.tokens) or last not in LEADING or doc.tokens[first].pos == "CCONJ":
            return None
        for i in range(first, min(first + AFTER, len(doc.tokens))):
            token = doc.tokens[i]
            if token.text in STOPS or doc.quote_of(i) is not None or token.sentence > doc.tokens[first].sentence + 1:
                return None
            if token.pos == "VERB" and token.dep not in ("relcl", "amod", "compound"):
                near = i - first <= NEXT or not looks_like_title(doc, inside)
                return i if near and self._leads(i, first, last) else None
        return None

    def _leads(self, verb: int, first: int, last: str) -> bool:
        """Whether a verb after a quote that ends in `last` leads over from it: its speaker stands after the quote too.
        After a full stop the sentence must hold nothing else, after a question a pronoun needs a plain verb of speech.
        """
        doc = self._doc
        cue, source = self._lexicon.verb_at(doc, verb), source_of(doc, verb)
        if cue is None or source is None or source.head < first or not cue.takes("quote"):
            return False
        if any(doc.tokens[child].dep in ("neg", "auxpass") for child in doc.children(verb)):
            return False
        if last == ".":
            after = doc.tokens[verb + 1].text if verb + 1 < len(doc.tokens) else "."
            return cue.takes("clause") and after == "." and verb - first <= NEXT
        return last == "," or cue.takes("clause") or doc.tokens[source.head].pos != "PRON"

    def _before(self, inside: range) -> int | None:
        """The verb of `X said: "…`, `X said, "…`."""
        doc = self._doc
        mark = inside.start - 1
        if mark < 0 or doc.tokens[mark].text not in (":", ","):
            return None
        sentence = doc.sentence_of(mark)
        reach = BEFORE if doc.tokens[mark].text == ":" else AFTER
        for i in range(mark - 1, max(sentence.first, mark - reach) - 1, -1):
            if doc.tokens[i].pos in ("VERB", "AUX") and doc.quote_of(i) is None:
                cue = self._lexicon.verb_at(doc, i)
                if cue is not None and (cue.takes("quote") or cue.takes("clause")):
                    return i
        return None

    def _above(self, inside: range, steps: int) -> int | None:
        """The word of speech that the quoted words depend on."""
        doc = self._doc
        for i in inside:
            token = doc.tokens[i]
            if token.pos == "PUNCT" or token.head in inside or token.head == i or token.dep in MODIFIERS:
                continue
            for at in [token.head, *doc.ancestors(token.head)][:steps]:
                is_verb = doc.tokens[at].pos in ("VERB", "AUX") and doc.quote_of(at) is None
                if is_verb and self._lexicon.verb_at(doc, at) is not None:
                    return at
        return None

    def _noun_above(self, inside: range) -> tuple[int, Source] | None:
        """The noun of speech that the quoted words depend on, and whose it is ("her comment that “…”")."""
        doc = self._doc
        for i in inside:
            token = doc.tokens[i]
            if token.pos == "PUNCT" or token.head in inside or token.head == i:
                continue
            for at in [token.head, *doc.ancestors(token.head)][:STEPS]:
                cue = self._lexicon.noun(doc.tokens[at].lemma.lower()) if doc.tokens[at].pos == "NOUN" else None
                if cue is not None and (cue.takes("clause") or cue.takes("of")):
                    owner = owner_of(doc, at)
                    return None if owner is None or doc.quote_of(at) is not None else (at, Source(owner))
        return None

    def _label(self, inside: range) -> int | None:
        """The last word of the name right before a colon, with which the paragraph begins or a clause without words of
        speech ends: "Ann Lee: “…”", "It came as no surprise to Ann Lee: “…”".
        """
        doc = self._doc
        mark = inside.start - 1
        if mark < 1 or doc.tokens[mark].text != ":":
            return None
        at = mark - 1
        while at >= 0 and doc.tokens[at].pos == "PROPN" and mark - at <= MAX_NAME:
            at -= 1
        name = range(at + 1, mark)
        alone = bool(name) and name.start == doc.sentence_of(mark).first
        person = bool(name) and doc.tokens[name[-1]].ner == "PERSON"
        return name[-1] if person and (alone or len(name) > 1) else None

    def _signature(self, inside: range) -> int | None:
        """The last word of the name under a quote: a dash after it, then nothing but the name."""
        doc = self._doc
        at = inside.stop
        if at + 1 >= len(doc.tokens) or doc.tokens[at].text not in DASHES:
            return None
        sentence = doc.sentence_of(at + 1)
        for i in range(at + 1, min(at + 1 + MAX_NAME, sentence.last)):
            if doc.tokens[i].pos != "PROPN":
                return None
            if i + 1 == sentence.last or doc.tokens[i + 1].pos != "PROPN":
                return i
        return None


def _is_somebody(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    named = any(doc.tokens[c].dep == "appos" and doc.tokens[c].ner == "PERSON" for c in doc.children(i))
    return named or (token.pos in ("PROPN", "PRON") and token.lower not in IMPERSONAL)


def _last_word(doc: Document, inside: range) -> str:
    """The last token of a quote that is no quotation mark."""
    return next((doc.tokens[i].text for i in reversed(inside) if doc.tokens[i].text not in MARKS), "")


def looks_like_title(doc: Document, inside: range) -> bool:
    """Whether all words of the quote but the small ones begin with a capital."""
    words = [doc.tokens[i].text for i in inside if len(doc.tokens[i].text) > 3]
    if any(doc.tokens[i].text.islower() and doc.tokens[i].pos in ("ADJ", "VERB", "NOUN") for i in inside):
        return False
    return bool(words) and all(word[0].isupper() for word in words)


def is_title(doc: Document, inside: range) -> bool:
    """Whether the quoted words are the title of a work: capitals, and no word of speech that leads to or from it."""
    last = doc.tokens[inside.stop - 2].text if len(inside) > 1 else ""
    if last in (",", "?", "!") or not looks_like_title(doc, inside):
        return False
    before = doc.tokens[inside.start - 1].text if inside.start > 0 else "."
    return last != "." or before not in (".", ":", ",", "?", "!")
