"""What the clause around a noun of encounter adds: who holds it, attends it, or speaks after it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.encounter_frames import is_definite, unique
from kg.extract.meeting_hints import set_to
from kg.extract.meeting_syntax import OBJECTS, agents, governing_verb, is_passive, is_verb, kids, preps
from kg.extract.meeting_words import MeetingWords, NounEntry
from kg.extract.noun_clauses import GATHERED, gathered
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind

INSIDE = frozenset(("at", "during", "in", "on", "over", "through"))
BESIDE = frozenset(("after", "following", "before", "ahead", "for", "since", "between", "amid", "to", "from"))
# Nouns that name a part or the whole of the encounter that stands after "of".
OUTER_NOUNS = frozenset(
    (
        *("round", "series", "day", "hour", "week", "host", "part", "end", "start", "beginning", "venue", "opening"),
        *("string", "succession", "flurry", "spate", "number", "set", "couple", "dozen", "raft", "wave", "chain"),
        *("month", "minute", "marathon", "bout", "spell", "stretch", "session", "leg", "cycle"),
    )
)
# Verbs by which one grants or gives an encounter to another.
GIVEN = frozenset(("give", "grant", "offer", "throw", "host", "accord"))
MARGINS = frozenset(("margin", "sideline", "fringe", "eve"))
SPEECH = frozenset(("say", "tell", "announce", "declare", "add", "state", "comment"))
UNDERWAY = frozenset(("underway", "ongoing", "over"))
TELLING = frozenset(("tell", "ask", "urge", "warn", "assure", "inform", "promise", "press", "remind", "thank"))
# Whoever does this takes part as well as the other: "accompanied her on a tour".
ESCORTING = frozenset(("accompany", "escort", "join"))
# Whoever does this with talks was at them.
LEAVING = frozenset(("emerge", "exit", "rise", "depart"))
# Encounters that draw a crowd, and what the crowd does for them.
CROWDED = frozenset(("occasion", "rite", "feast", "gathering"))
DRAWN = frozenset(("gather", "assemble", "converge", "fill", "pack", "crowd", "pour", "troop", "flock"))
MOTION = frozenset(
    (
        *("arrive", "fly", "travel", "go", "come", "be", "head", "return", "leave"),
        *("cross", "row", "walk", "drive", "ride", "sail", "climb", "board", "slip"),
    )
)
ACTING = ("hold", "cancel", "postpone", "offer", "wish", "agree", "refuse", "deny", "schedule")


@dataclass(frozen=True, slots=True)
class Role:
    """Heads of participants, the verb whose adverbials count, and whether the clause vouches for the encounter."""

    heads: tuple[int, ...] = ()
    clause: int | None = None
    strong: bool = False
    weak: tuple[int, ...] = ()


class NounRoles:
    """Noun → `Role`, for one document."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder

    def role(self, noun: Token, entry: NounEntry, own: tuple[str, ...]) -> Role:
        """What the clause around the noun adds."""
        first = noun
        while first.dep in ("conj", "appos") and first.head != first.i and not is_verb(self._doc.tokens[first.head]):
            first = self._doc.tokens[first.head]
        governor = self._doc.tokens[first.head]
        if governor.lower == "following" and governor.dep in ("prep", "advcl") and first.dep in ("dobj", "pobj"):
            return self._prep_role(noun, governor, entry, own)
        if is_verb(governor) and governor.i != first.i:
            return self._verb_role(first, governor, own)
        if governor.dep in ("prep", "pcomp", "agent", "dative") and first.dep in ("pobj", "pcomp"):
            return self._prep_role(noun, governor, entry, own)
        stray = self._stray_verb(first)
        return Role((), stray, strong=True) if stray is not None else Role()

    def _stray_verb(self, noun: Token) -> int | None:
        """The verb of "Talks on oil and the border resume on Friday", where the parser takes it for a noun."""
        doc, sentence = self._doc, self._doc.sentence_of(noun.i)
        if noun.dep != "ROOT" or noun.i != sentence.first:
            return None
        verbs = (t for t in doc.tokens[noun.i + 1 : sentence.last] if t.pos == "NOUN" and t.tag == "NN")
        found = (t for t in verbs if self._words.has_cue(doc, t, "happen") and self._is_timed(t))
        return next((t.i for t in found), None)

    def _is_timed(self, token: Token) -> bool:
        return any(obj.ner in ("DATE", "TIME") for _, obj in preps(self._doc, token.i, "on", "in", "at"))

    def _verb_role(self, noun: Token, verb: Token, own: tuple[str, ...]) -> Role:
        doc, words, passive = self._doc, self._words, noun.dep == "nsubjpass"
        affected = noun.dep in (*OBJECTS, "attr", "oprd") or passive
        if noun.lemma == "call" and noun.dep == "dobj" and verb.lemma in ("receive", "place", "field", "get", "take"):
            return Role(tuple(token.i for token in self._finder.doers(verb)), verb.i, strong=True)
        if affected and words.has_cue(doc, verb, *ACTING) and verb.lemma != "be":
            held = words.has_cue(doc, verb, "hold", "cancel", "postpone", "offer", "schedule")
            if passive:
                return Role(tuple(token.i for token in agents(doc, verb.i)), verb.i, held)
            announced = verb.lemma in ("announce", "confirm") and len(own) > 1
            heads = () if announced else tuple(token.i for token in self._finder.doers(verb))
            given = noun.lemma == "welcome" or verb.lemma in GIVEN
            withs = [found.i for _, found in preps(doc, verb.i, *(("with", "to", "for") if given else ("with",)))]
            withs.extend(token.i for token in kids(doc, verb.i, "dative") if given)
            # "took a walk in the garden with her": the guest may hang on the place.
            places = (found.i for at in (verb.i, noun.i) for _, found in preps(doc, at, "in", "at"))
            withs.extend(found.i for at in places for _, found in preps(doc, at, "with"))
            if is_passive(doc, verb.i):
                # "was granted an audience by her"
                withs.extend(token.i for token in agents(doc, verb.i))
            return Role((*heads, *withs), verb.i, held)
        aim = set_to(doc, words, verb)
        if noun.dep == "nsubj" and aim is not None:
            return Role((), aim.i, strong=True)
        if noun.dep == "nsubj" and verb.lemma == "be" and self._is_set(verb):
            return Role((), verb.i, strong=True)
        if noun.dep in ("nsubj", "nsubjpass"):
            if verb.lemma.lower() in GATHERED and not is_passive(doc, verb.i):
                return Role(tuple(gathered(doc, verb)), verb.i, strong=True)
            if words.has_cue(doc, verb, "happen", "hold", "cancel", "postpone", "schedule"):
                return Role((), verb.i, strong=True)
        return self._reported_role(noun, verb, own) if own else self._aside_role(noun, verb)

    def _aside_role(self, noun: Token, verb: Token) -> Role:
        """Whose it was that a clause beside the main one tells: "They agreed after a dinner had warmed them"."""
        main = self._doc.tokens[verb.head]
        marks = {token.lower for token in kids(self._doc, verb.i, "mark", "prep")}
        if noun.dep != "nsubj" or verb.dep != "advcl" or not marks & {"after", "since", "once"} or not is_verb(main):
            return Role()
        doers = tuple(token.i for token in self._finder.doers(main))
        several = len(unique(*map(self._finder.parties, doers))) > 1
        return Role(doers) if several and not is_definite(self._doc, noun.i) else Role()

    def _is_set(self, verb: Token) -> bool:
        """ "is due on Thursday", "has been under way since Monday"."""
        doc = self._doc
        due = any(self._words.has_cue(doc, token, "schedule") for token in kids(doc, verb.i, "acomp", "attr"))
        course = any(obj.lower in ("way", "underway") for _, obj in preps(doc, verb.i, "under"))
        placed = any(obj.ner in ("GPE", "DATE") for _, obj in preps(doc, verb.i, "in", "at", "on"))
        if placed and not kids(doc, verb.i, "acomp", "attr"):
            return True
        return due or course or any(token.lower in UNDERWAY for token in kids(doc, verb.i, "acomp", "advmod"))

    def _reported_role(self, noun: Token, verb: Token, own: tuple[str, ...]) -> Role:
        """Who says how "the talks with X" went was there: the speaker."""
        withs = any(True for _ in preps(self._doc, noun.i, "with"))
        speech = self._doc.tokens[verb.head]
        if not withs or len(own) != 1 or verb.dep != "ccomp" or speech.lemma not in SPEECH or noun.dep != "nsubj":
            return Role()
        speakers = tuple(token.i for token in self._finder.doers(speech))
        personal = [e for i in speakers for e in self._finder.parties(i) if self._finder.of_kind(e, Kind.PERSON)]
        return Role(speakers if personal else ())

    def _prep_role(self, noun: Token, prep: Token, entry: NounEntry, own: tuple[str, ...]) -> Role:
        """Who is "at a conference", "on a visit", "in a call", or speaks "after talks with" somebody: the subject."""
        host = self._doc.tokens[prep.head]
        if host.lower in ("host", "party") and prep.lower == "to":
            verb = governing_verb(self._doc, host.i)
            heads = tuple(token.i for token in self._finder.doers(verb)) if verb else ()
            return Role(heads, verb.i if verb else None, strong=True)
        if host.lemma.lower() in MARGINS:
            # Who meets on the margins of a summit is told by the verb; it is no summit of his.
            return Role()
        outer = host.lemma.lower() in OUTER_NOUNS and prep.lower in ("of", "in", "on")
        if outer and self._words.noun(host) is None:
            return self.role(host, entry, own)
        among = self._doc.tokens[host.head].lower == "among" and entry.kind in CROWDED
        nested = among or (
            host.pos in ("NOUN", "PROPN")
            and entry.kind in ("gathering", "call")
            and (own or not is_definite(self._doc, noun.i))
            and prep.lower in INSIDE
        )
        late = prep.lower in ("after", "following") and host.dep in OBJECTS
        mooted = host.lemma.lower() in self._words.cues.get("hearsay", ()) and host.dep in OBJECTS and bool(own)
        if mooted and prep.lower in ("of", "for"):
            # "floated the idea of a meeting with Y"
            verb = governing_verb(self._doc, host.i)
            return Role(tuple(token.i for token in self._finder.doers(verb)) if verb is not None else ())
        adverbial = host.dep in ("prep", "advmod") or (host.dep == "advcl" and host.pos == "ADJ")
        if not is_verb(host) and not adverbial and not nested and not late:
            return Role()
        verb = host if is_verb(host) else governing_verb(self._doc, host.i)
        return self._adjunct_role(noun, prep, verb, entry, own) if verb is not None else Role()

    def _adjunct_role(self, noun: Token, prep: Token, verb: Token, entry: NounEntry, own: tuple[str, ...]) -> Role:
        doc = self._doc
        awaited = self._words.has_cue(doc, verb, "schedule") or verb.lemma == "invite"
        passive = is_passive(doc, verb.i) and not awaited
        doers = agents(doc, verb.i)[:1] if passive else self._finder.doers(verb)
        heads = tuple(token.i for token in doers)
        if verb.lemma == "invite" and prep.lower in ("to", "for") and not passive:
            # "invited Y to a summit"
            return Role((*heads, *(token.i for token in kids(doc, verb.i, *OBJECTS))), verb.i, strong=True)
        left = verb.lemma in LEAVING and prep.lower in ("from", "out")
        drawn = entry.kind in CROWDED and prep.lower == "for" and verb.lemma in DRAWN
        if prep.lower in BESIDE and not own and verb.lemma not in MOTION and not drawn and not left:
            after = prep.lower in ("after", "following")
            several = len(unique(*(self._finder.parties(head) for head in heads))) > 1
            if after and several and entry.kind in ("contact", "meal") and not is_definite(doc, noun.i):
                return Role(heads)
            return Role(weak=heads if after and verb.lemma in SPEECH and entry.kind == "gathering" else ())
        if prep.lower == "of" and doc.tokens[prep.head].lower == "out":
            # "walked out of talks with her"
            return Role(heads, verb.i)
        capped = prep.lower == "with" and self._words.has_cue(doc, verb, "hold") and self._holds(verb)
        if prep.lower not in INSIDE | BESIDE and not capped:
            return Role()
        told = verb.lemma in TELLING | ESCORTING and prep.lower in (
            *INSIDE,
            *(("to",) if verb.lemma in ESCORTING else ()),
        )
        alone = entry.kind == "call" and not any(True for _ in preps(doc, noun.i, "with", "between"))
        if (alone or told) and not own:
            heads = (*heads, *(token.i for token in kids(doc, verb.i, *OBJECTS)))
        if entry.kind == "meal" and prep.lower in ("over", "during") and not own:
            # "broke the news to her over dinner"
            heard = (obj.i for _, obj in preps(doc, verb.i, "to", "with"))
            heads = (*heads, *(head for head in heard if self._finder.is_person(head)))
        moving = verb.lemma in MOTION and prep.lower not in ("after", "following", "before", "ahead", "from")
        dated = verb.i if prep.lower in INSIDE or moving or drawn or capped or left else None
        return Role(heads, dated)

    def _holds(self, verb: Token) -> bool:
        """Whether the object is an encounter too: "ended the visit with a lunch"."""
        return any(self._words.noun(token) is not None for token in kids(self._doc, verb.i, *OBJECTS))
