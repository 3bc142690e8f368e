"""Countries, capitals and other places: which words name a state, which a mere place.

A state is named by its name, its adjective or demonym, and by its capital or seat of government where that acts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from kg.annotate.datelines import Datelines, find_datelines
from kg.annotate.hits import Hit
from kg.annotate.metonyms import ActorTest
from kg.annotate.phrases import PhraseIndex, pieces, words_of
from kg.annotate.twins import TwinStates
from kg.authority import Authority, CountryRecord
from kg.lexicon import Lexicon
from kg.model.document import Document, Form, Span, Token
from kg.model.entities import Kind

# Seats that stand for the government as a whole; a ministry or parliament is an organization of its own.
SEATS = frozenset({"executive", "head of state", "monarchy"})
CAPITALS = frozenset({"capital", "seat-alias"})
BODIES = frozenset({"foreign ministry", "defence ministry", "legislature", "devolved legislature"})
# Nouns after "former Soviet", which then means a region and no state.
REGION_NOUNS = frozenset({"republic", "state", "country", "bloc", "union", "nation", "satellite"})
US_CUES = frozenset({"governor", "gov.", "sen.", "senator", "rep.", "congressman", "atlanta", "savannah", "peach"})
CAUCASUS_CUES = frozenset({"tbilisi", "abkhazia", "ossetia", "georgian", "georgians"})
WATERS = frozenset({"Gulf", "Sea", "Strait", "Straits", "Bay", "Isthmus", "Isle"})
# Offices and neighbours that only the state has.
NEIGHBOUR_CUES = frozenset(
    {"russia", "russian", "kremlin", "moscow", "nato", "ukraine", "armenia", "azerbaijan", "turkey"}
)
STATE_CUES = NEIGHBOUR_CUES | {"president", "premier", "minister", "ambassador"}
# Words of American home affairs.
AMERICAN_CUES = frozenset(
    {"county", "republicans", "democrats", "alabama", "tennessee", "florida", "carolina", "sheriff"}
)
# Adjectives that with "the" mean the whole nation.
COLLECTIVE = ("sh", "ch", "ese", "ss")
HYPHENED = re.compile(r"[^-]+")


@dataclass(frozen=True, slots=True)
class _Form:
    iso2: str
    name: str
    form: Form


@dataclass(frozen=True, slots=True)
class _Seat:
    name: str
    kind: str
    iso2: str


class CountryFinder:
    """Finds states and places in a document.

    Args:
        authority: The states with their names, adjectives and capitals, and the seats of governments.
        lexicon: Further forms, places that are no states, and the words that tell an actor from a place.
    """

    def __init__(self, authority: Authority, lexicon: Lexicon) -> None:
        self._names = {record.iso2: record.label for record in reversed(authority.countries)}
        self._forms: PhraseIndex[_Form | None] = PhraseIndex()
        self._seats: PhraseIndex[_Seat] = PhraseIndex()
        self._places: PhraseIndex[tuple[str, str, str]] = PhraseIndex()
        # Codes that seats stand for though no state has them (EU, UN), with the name of the organization.
        self._unions = {
            metonym.iso2: named[0].label
            for metonym in authority.metonyms
            if authority.country(metonym.iso2) is None and (named := authority.organizations_named(metonym.iso2))
        }
        self._load_forms(authority, lexicon)
        self._load_seats(authority)
        self._twins = TwinStates(authority, lexicon)
        for row in lexicon.rows("places"):
            self._places.add(row["name"], (row["name"], row["kind"], row["country"]))
        self.actors = ActorTest(lexicon)
        self._features = lexicon.words("name_tails", kind="place")
        self._firm_tails = lexicon.words("name_context", use="firm_tail")

    def _load_forms(self, authority: Authority, lexicon: Lexicon) -> None:
        for row in lexicon.rows("country_forms"):
            code = row["iso2"]
            if row["form"] == "pair":
                continue
            known = None if row["form"] == "none" else _Form(code, self._name(code, row["surface"]), Form(row["form"]))
            self._forms.add(row["surface"], known)
        for record in authority.countries:
            if record.iso2 not in self._unions:
                self._add_record(record)

    def _name(self, code: str, surface: str) -> str:
        return self._names.get(code, surface)

    def _add_record(self, record: CountryRecord) -> None:
        for surface in (record.label, record.official_name, *record.aliases):
            if surface and surface[0].isupper():
                self._forms.add(surface, _Form(record.iso2, record.label, Form.NAME))
            elif surface.startswith("the "):
                self._forms.add(surface[4:], _Form(record.iso2, record.label, Form.NAME))
        for surface in (*record.adjectives, *record.demonyms):
            self._forms.add(surface, _Form(record.iso2, record.label, Form.ADJECTIVE))

    def _load_seats(self, authority: Authority) -> None:
        labels = {record.label for record in authority.countries}
        self._capital_of = {record.capital: record.iso2 for record in authority.countries if record.capital}
        # "Brussels" acts for the European Union, not for Belgium: seats of unions come first.
        for metonym in sorted(authority.metonyms, key=lambda metonym: metonym.iso2 not in self._unions):
            surface = metonym.surface.removeprefix("the ")
            if surface not in labels:
                for form in _spellings(surface):
                    self._seats.add(form, _Seat(surface, metonym.kind, metonym.iso2))
        for record in authority.countries:
            if record.capital and record.capital not in labels and record.kind != "historical":
                for form in _spellings(record.capital):
                    self._seats.add(form, _Seat(record.capital, "capital", record.iso2))

    def find(self, doc: Document) -> list[Hit]:
        """All states and known places, in text order; a hit may still turn out to be part of a person's name."""
        words = words_of(doc)
        datelines = self.datelines(doc)
        found: list[Hit] = []
        at = 0
        sport = self.actors.is_about_sport(doc)
        while at < len(words):
            end = at if at in datelines.bare else self._at(doc, words, at, at in datelines.tokens, found)
            at = max(end, at + 1)
        if sport:
            found = [
                hit for hit in found if hit.kind is not Kind.COUNTRY or not self.actors.plays(doc, hit.first, hit.last)
            ]
        return self._twins.add(doc, found)

    def datelines(self, doc: Document) -> Datelines:
        """The datelines of the document."""
        return find_datelines(doc, self._is_place)

    def _is_place(self, name: str) -> bool:
        words = pieces(name)
        indexes: tuple[PhraseIndex[Any], ...] = (self._forms, self._seats, self._places)
        return any(match is not None and match[0] == len(words) for match in (i.find(words, 0) for i in indexes))

    def _at(self, doc: Document, words: list[str], at: int, dateline: bool, found: list[Hit]) -> int:
        """Look at one token, add what starts there; the end of it, or `at`."""
        if not words[at][0].isupper():
            return at
        place = self._places.find(words, at)
        form = self._forms.find(words, at)
        seat = self._seats.find(words, at)
        longest = max((match[0] for match in (place, form, seat) if match), default=at)
        if form and form[0] == longest and form[1] is not None:
            return self._country(doc, (at, form[0]), form[1], dateline, found)
        if seat and seat[0] == longest and seat[1].kind not in BODIES:
            found.append(self._seat(doc, at, seat[0], seat[1], dateline))
        elif place and place[0] == longest:
            name, _, country = place[1]
            found.append(_hit(doc, at, longest, (Kind.PLACE, f"place:{name}", name), Form.NAME, country or None))
        elif "-" in words[at]:
            self._compound(doc, at, words[at], found)
        return longest

    def _country(self, doc: Document, at: tuple[int, int], form: _Form, dateline: bool, found: list[Hit]) -> int:
        first, last = at
        kind = form.form
        firm = self._firm_end(doc, first, last)
        if firm > last:
            name = doc.text_of(doc.span_of((first, firm - 1)))
            found.append(_hit(doc, first, firm, (Kind.ORGANIZATION, f"org:{name}", name), Form.NAME, form.iso2))
            return firm
        if _inside_name(doc, first) or _after_water(doc, first):
            return last
        feature = self._feature_end(doc, first, last) if kind is Form.NAME else last
        if feature > last:
            name = doc.text_of(doc.span_of((first, feature - 1)))
            found.append(_hit(doc, first, feature, (Kind.PLACE, f"place:{name}", name), Form.NAME, form.iso2))
            return feature
        if kind is Form.ADJECTIVE and not self._means_state(doc, first, last):
            return last
        if kind is Form.NAME and form.iso2 == "GE" and _is_american_georgia(doc, first):
            found.append(_hit(doc, first, last, (Kind.PLACE, "place:Georgia", "Georgia"), Form.NAME, "US"))
        elif dateline:
            found.append(_hit(doc, first, last, (Kind.PLACE, f"place:{form.name}", form.name), Form.NAME, form.iso2))
        else:
            found.append(_hit(doc, first, last, (Kind.COUNTRY, form.iso2, form.name), kind, form.iso2))
        return last

    def _firm_end(self, doc: Document, first: int, last: int) -> int:
        """The end of a firm's or newspaper's name that a state opens ("China Daily"); `last` if it opens none."""
        tokens = doc.tokens
        limit = min(last + 3, doc.sentence_of(first).last)
        for at in range(last, limit):
            if not tokens[at].text[0].isupper() or tokens[at].pos != "PROPN":
                break
            if tokens[at].lower in self._firm_tails:
                return at + 1
        return last

    def _feature_end(self, doc: Document, first: int, last: int) -> int:
        """The end of a place's name that a state opens ("Panama Canal"); `last` if it opens none."""
        if last >= doc.sentence_of(first).last or not doc.tokens[last].text[0].isupper():
            return last
        return last + 1 if doc.tokens[last].lower in self._features else last

    def _means_state(self, doc: Document, first: int, last: int) -> bool:
        """Whether an adjective or demonym speaks of the state or the nation, not of one person or thing."""
        tokens = doc.tokens
        token = tokens[last - 1]
        if last < len(tokens) and tokens[last].lower in ("-", "–") and tokens[last].start == token.end:
            return (
                tokens[last + 1].lower not in ("born", "language", "speaking", "style")
                if last + 1 < len(tokens)
                else True
            )
        head = tokens[token.head]
        if token.dep in ("amod", "compound", "nmod", "poss") and head.i >= last:
            if head.lemma.lower() in self.actors.private:
                return False
            before = tokens[first - 1].lower if first else ""
            return not (before in ("former", "ex") and head.lemma.lower() in REGION_NOUNS)
        if token.tag in ("NNS", "NNPS") or token.text.endswith("s"):
            return (first > 0 and tokens[first - 1].lower in ("the", "two", "both")) or token.dep in ("nsubj", "pobj")
        if _is_one_of_them(doc, first, token):
            return False
        if token.dep in ("acomp", "attr") or (token.tag in ("NN", "NNP") and token.dep not in ("nsubj", "compound")):
            return first > 0 and tokens[first - 1].lower == "the"
        return True

    def _seat(self, doc: Document, first: int, last: int, seat: _Seat, dateline: bool) -> Hit:
        placed = dateline or _before_day(doc, first, last)
        acts = not placed and self.actors.acts(doc, first, last, building=seat.kind in SEATS)
        if acts and seat.iso2 in self._unions:
            name = self._unions[seat.iso2]
            return _hit(doc, first, last, (Kind.ORGANIZATION, f"org:{name}", name), Form.METONYM, None)
        if acts:
            names = (Kind.COUNTRY, seat.iso2, self._name(seat.iso2, seat.name))
            return _hit(doc, first, last, names, Form.METONYM, seat.iso2)
        country = self._capital_of.get(seat.name) if seat.iso2 in self._unions else seat.iso2
        return _hit(doc, first, last, (Kind.PLACE, f"place:{seat.name}", seat.name), Form.NAME, country)

    def _compound(self, doc: Document, at: int, word: str, found: list[Hit]) -> None:
        """The states inside one token ("U.S.-led", "U.S.-Russian")."""
        for part in HYPHENED.finditer(word):
            match = self._forms.find([part[0]], 0)
            if match and match[1] is not None:
                form = match[1]
                start = doc.tokens[at].start + part.start()
                span = Span(start, start + len(part[0]))
                found.append(Hit(at, at + 1, span, Kind.COUNTRY, form.iso2, form.name, Form.ADJECTIVE, form.iso2))


def _spellings(name: str) -> tuple[str, ...]:
    """A name as it is, and without diacritics as newspapers write it."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", name) if not unicodedata.combining(ch))
    return (name,) if plain == name else (name, plain)


def _hit(doc: Document, first: int, last: int, what: tuple[Kind, str, str], form: Form, country: str | None) -> Hit:
    kind, key, name = what
    return Hit(first, last, doc.span_of((first, last - 1)), kind, key, name, form, country)


def _after_water(doc: Document, at: int) -> bool:
    """Whether a state ends the name of a water or a mountain ("the Gulf of Mexico", "Lake Chad")."""
    before = [token.text for token in doc.tokens[max(0, at - 2) : at]]
    return before[-1:] in (["Lake"], ["River"], ["Mount"]) or (before[-1:] == ["of"] and before[0] in WATERS)


def _inside_name(doc: Document, at: int) -> bool:
    """Whether a state ends the name of a body that is not its own ("Human Rights in China")."""
    before = doc.tokens[at - 2 : at]
    return len(before) == 2 and before[1].lower == "in" and all(t.ner == "ORG" for t in (*before, doc.tokens[at]))


def _before_day(doc: Document, first: int, last: int) -> bool:
    """Whether a name in capitals stands before a date, as datelines of agencies do ("LIMA 2010-05-12")."""
    return doc.tokens[first].text.isupper() and last < len(doc.tokens) and doc.tokens[last].text[0].isdigit()


def _is_one_of_them(doc: Document, first: int, token: Token) -> bool:
    """Whether a demonym in the singular is one person ("the Kenyan said"); "the French" are the nation."""
    article = first > 0 and doc.tokens[first - 1].lower in ("the", "a", "an")
    return article and token.dep in ("nsubj", "nsubjpass") and not token.lower.endswith(COLLECTIVE)


def _is_american_georgia(doc: Document, at: int) -> bool:
    """Whether the nearest words that tell the two apart in the sentence are those of the American state."""
    sentence = doc.sentence_of(at)
    near = [(abs(i - at), doc.tokens[i].lower) for i in range(sentence.first, sentence.last)]
    american = min((gap for gap, word in near if word in US_CUES), default=None)
    caucasian = min((gap for gap, word in near if word in CAUCASUS_CUES | STATE_CUES), default=None)
    if american is not None and caucasian is not None:
        return american < caucasian
    everywhere = {token.lower for token in doc.tokens}
    if everywhere & CAUCASUS_CUES or caucasian is not None:
        return False
    return american is not None or (bool(everywhere & AMERICAN_CUES) and everywhere.isdisjoint(NEIGHBOUR_CUES))
