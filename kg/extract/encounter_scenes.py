"""Encounters that no verb or noun of encounter tells: two from two states do one thing in one place on one day.

"X and Y argued for seven hours in the Kremlin on Monday", "X traded barbs with Y in Lima on Thursday", "X put the plan
to Y in Oslo on Friday", "X was shown into the study of Y". What `VerbFrames` knows of is not asked for here.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.extract.encounter_frames import Framed, anchor_of, topics, unique
from kg.extract.meeting_moods import HELD
from kg.extract.meeting_status import mood_of_verb
from kg.extract.meeting_syntax import OBJECTS, agents, governing_verb, is_passive, is_verb, kids, preps
from kg.extract.meeting_words import MeetingWords, verb_forms
from kg.extract.participants import PartyFinder
from kg.model.document import Document, Token
from kg.model.entities import Kind
from kg.model.facts import MeetingType

# A scene: an encounter only with both a day and a place.
SCENE = "scene"
# What several do each for himself wherever they are, together with the verbs of journeys in the word list.
APART = frozenset(
    (
        *(
            "say",
            "tell",
            "add",
            "warn",
            "write",
            "tweet",
            "declare",
            "announce",
            "insist",
            "note",
            "argue_that",
            "claim",
        ),
        *("live", "die", "grow", "study", "serve", "work", "win", "lose", "campaign", "run", "bear", "marry", "own"),
        *("speak", "talk", "preach", "vow", "deny", "praise", "criticize", "criticise", "blame", "accuse", "attack"),
        *("know", "think", "believe", "want", "hope", "seem", "remain", "become", "vote", "fight", "march", "stay"),
    )
)
EACH = frozenset(("separately", "respectively", "each", "both", "individually"))
# What is told of two as one thing with "with", though they may be far apart.
MINDS = frozenset(("agree", "disagree", "side", "sympathize", "sympathise", "compare", "deal", "correspond", "clash"))
# What one does with a thing "to" or "before" somebody in his presence.
LAID = frozenset(("lay", "put", "present", "deliver", "hand", "bring", "carry", "give", "make", "show", "explain"))
SHOWN = frozenset(("usher", "show", "lead", "admit", "escort", "summon", "take", "call"))
ROOMS = frozenset(("study", "office", "presence", "room", "chamber", "library", "suite", "tent", "cabin", "quarters"))
WELCOMES = frozenset(("hug", "embrace", "handshake", "kiss", "welcome", "greeting", "reception", "salute"))
APPEALS = frozenset(("appeal", "plea", "message", "ultimatum", "warning", "letter", "proposal", "offer", "word"))
WAITING = frozenset(("wait", "stand"))
SIGNING = frozenset(("sign", "seal", "initial", "conclude", "ink"))
GATHERED = frozenset(("gather", "assemble", "meet", "seat", "present"))
BESIDE = ("with", "alongside", "beside", "opposite")


class SceneFrames:
    """Verb → `Framed`, for one document; asked where the frames of verbs have found nothing."""

    def __init__(self, doc: Document, words: MeetingWords, finder: PartyFinder) -> None:
        self._doc = doc
        self._words = words
        self._finder = finder
        # Who bears an office of no state stands for some body.
        self._states = {e.id: e.country or (e.id if e.roles else None) for e in doc.entities}
        self._rules: tuple[Callable[[Token, tuple[int, ...]], tuple[str, tuple[int, ...]] | None], ...] = (
            self._signed_with,
            self._faced,
            self._shown_in,
            self._as_guest,
            self._joined_by,
            self._shuttled,
            self._among,
            self._laid_before,
            self._got_from,
            self._appealed_to,
            self._awaited_where,
            self._did_with,
            self._did_together,
        )

    def frame(self, verb: Token) -> Framed | None:
        """The encounter that the clause of the verb tells, or None."""
        if not is_verb(verb):
            return None
        heads = tuple(token.i for token in self._finder.doers(verb))
        found = next((told for rule in self._rules if (told := rule(verb, heads)) is not None), None)
        if found is None:
            return None
        kind, who = found
        mood = mood_of_verb(self._doc, self._words, verb)
        if mood is None or (kind == SCENE and (mood.status is not HELD or mood.present)):
            return None
        anchor, shift = anchor_of(self._doc, self._words, verb.i)
        ceremony = verb.lemma in SIGNING
        return Framed(
            trigger=verb.i,
            type=MeetingType.CEREMONY if ceremony else MeetingType.TALKS,
            kind="sign" if ceremony else kind,
            mood=mood,
            participants=unique(*map(self._finder.parties, who)),
            confidence=0.75,
            heads=who,
            clause=verb.i,
            strong=kind != SCENE,
            about=topics(self._doc, self._finder, verb.i),
            anchor=anchor,
            shift=shift,
        )

    def _persons(self, *heads: int) -> list[str]:
        return [e for e in unique(*map(self._finder.parties, heads)) if self._finder.of_kind(e, Kind.PERSON)]

    def _of_two_states(self, *heads: int) -> bool:
        """Whether there are two persons who stand for two states, or for a state and a body."""
        return len({self._states.get(entity) for entity in self._persons(*heads)} - {None}) > 1

    def _is_personal(self, heads: tuple[int, ...]) -> bool:
        return bool(heads) and bool(self._persons(*heads))

    def _with(self, *owners: int) -> tuple[int, ...]:
        found = (obj.i for owner in owners for _, obj in preps(self._doc, owner, *BESIDE) if self._persons(obj.i))
        return tuple(dict.fromkeys(found))

    def _did_together(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X and Y argued for hours in Lima on Monday", "it took hours for X and Y to agree there on Monday"."""
        entry = self._words.verbs.get(verb_forms(self._doc, verb)[0])
        apart = verb.lemma in APART or (entry is not None and entry.frame in ("travel", "visit"))
        if apart or is_passive(self._doc, verb.i) or verb.pos != "VERB" or verb.tag not in ("VBD", "VB"):
            return None
        if verb.tag == "VB":
            heads = self._toilers(verb)
        beside = {token.lower for token in kids(self._doc, verb.i, "advmod", "preconj", "det")}
        beside |= {token.lower for head in heads for token in kids(self._doc, head, "preconj", "det", "advmod")}
        return (SCENE, heads) if heads and not beside & EACH and self._of_two_states(*heads) else None

    def _toilers(self, verb: Token) -> tuple[int, ...]:
        """Those "for" whom "it took hours to" do it."""
        took = self._doc.tokens[verb.head]
        toil = took.lemma == "take" and any(token.lower == "it" for token in kids(self._doc, took.i, "nsubj", "expl"))
        if not toil or took.tag != "VBD":
            return ()
        own = [token.i for token in kids(self._doc, verb.i, "nsubj")]
        between = self._doc.tokens[took.i + 1 : verb.i]
        return tuple(own) or tuple(o.i for t in between if t.lower == "for" for o in kids(self._doc, t.i, "pobj"))

    def _did_with(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X traded barbs with Y in Lima on Thursday", "X rode with Y at the castle on Monday"."""
        if verb.tag != "VBD" or verb.lemma in MINDS | APART or is_passive(self._doc, verb.i):
            return None
        objects = kids(self._doc, verb.i, "dobj")
        if any(self._words.noun_at(self._doc, token) is not None for token in objects):
            return None  # "called off a rendezvous with Y": the noun and its verb tell what became of it
        withs = self._with(verb.i, *(token.i for token in objects))
        return (SCENE, (*heads, *withs)) if withs and self._of_two_states(*heads, *withs) else None

    def _laid_before(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X laid the terms before Y in Lima on Monday"."""
        if verb.lemma not in LAID or verb.tag != "VBD" or not kids(self._doc, verb.i, *OBJECTS):
            return None
        owners = (verb.i, *(token.i for token in kids(self._doc, verb.i, "dobj")))
        heard = tuple(o.i for at in owners for _, o in preps(self._doc, at, "before", "to") if self._persons(o.i))
        return (SCENE, (*heads, *heard)) if heard and self._of_two_states(*heads, *heard) else None

    def _got_from(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X got a bear hug from Y in Lima on Monday"."""
        signs = [token for token in kids(self._doc, verb.i, "dobj") if token.lemma.lower() in WELCOMES]
        owners = (verb.i, *(token.i for token in signs))
        givers = tuple(o.i for at in owners for _, o in preps(self._doc, at, "from") if self._persons(o.i))
        return (SCENE, (*heads, *givers)) if signs and givers and self._is_personal(heads) else None

    def _appealed_to(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X went back to Lima on Monday for a last appeal to Y"."""
        appeals = [obj for _, obj in preps(self._doc, verb.i, "for", "with") if obj.lemma.lower() in APPEALS]
        heard = tuple(o.i for noun in appeals for _, o in preps(self._doc, noun.i, "to", "for") if self._persons(o.i))
        moved = self._words.verbs.get(verb.lemma)
        gone = moved is not None and moved.frame in ("travel", "visit") and verb.tag == "VBD"
        return (SCENE, (*heads, *heard)) if gone and heard and self._of_two_states(*heads, *heard) else None

    def _awaited_where(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "A train took X to the place where Y was waiting"."""
        where = any(token.lower == "where" for token in kids(self._doc, verb.i, "advmod"))
        main = governing_verb(self._doc, verb.i) if where and verb.lemma in WAITING else None
        if main is None:
            return None
        found = kids(self._doc, main.i, "nsubj", "nsubjpass", "dobj")
        came = (*found, *(owner for token in found for owner in kids(self._doc, token.i, "poss")))
        guests = tuple(dict.fromkeys(token.i for token in came if self._persons(token.i)))
        return ("receive", (*guests, *heads)) if guests and self._of_two_states(*guests, *heads) else None

    def _faced(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X and Y, who had not spoken for years, faced one another in Lima"."""
        words = {token.lower for token in kids(self._doc, verb.i, *OBJECTS)}
        several = len(self._persons(*heads)) > 1
        return ("see", heads) if verb.lemma in ("face", "eye") and words & {"another", "other"} and several else None

    def _shown_in(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X was ushered into the study of Y"."""
        if verb.lemma not in SHOWN or not is_passive(self._doc, verb.i) or not self._is_personal(heads):
            return None
        rooms = [obj for _, obj in preps(self._doc, verb.i, "into", "to") if obj.lemma.lower() in ROOMS]
        hosts = [obj.i for room in rooms for _, obj in preps(self._doc, room.i, "of")]
        hosts.extend(token.i for room in rooms for token in kids(self._doc, room.i, "poss"))
        hosts = [host for host in hosts if self._persons(host)]
        return ("receive", (*heads, *hosts)) if hosts else None

    def _as_guest(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X had Y as his guest in Lima last week"."""
        guests = tuple(token.i for token in kids(self._doc, verb.i, *OBJECTS) if self._persons(token.i))
        named = any(obj.lemma == "guest" for at in (verb.i, *guests) for _, obj in preps(self._doc, at, "as"))
        told = verb.lemma in ("have", "welcome", "receive") and named and self._is_personal(heads)
        return ("receive", (*heads, *guests)) if told and guests else None

    def _joined_by(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X was joined at his ranch on Monday by Y": where one may be a guest."""
        if verb.lemma != "join" or not is_passive(self._doc, verb.i) or not self._is_personal(heads):
            return None
        places = [obj for _, obj in preps(self._doc, verb.i, "at", "in", "on", "aboard")]
        house = any(o.lemma.lower() in self._words.venues or o.ner in ("GPE", "FAC") for o in places)
        guests = tuple(token.i for token in agents(self._doc, verb.i) if self._persons(token.i))
        return ("receive", (*heads, *guests)) if house and guests else None

    def _shuttled(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X shuttled between the rooms of Y and Z"."""
        rooms = [obj for _, obj in preps(self._doc, verb.i, "between", "among")]
        hosts = [o.i for room in rooms for _, o in preps(self._doc, room.i, "of") if self._persons(o.i)]
        told = verb.lemma in ("shuttle", "commute", "go", "scurry") and len(self._persons(*heads, *hosts)) > 2
        return ("see", (*heads, *hosts)) if told else None

    def _among(self, verb: Token, _heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "Among those gathered round the table in Lima were X, Y and Z"."""
        if verb.lemma != "be" or verb.tag != "VBD":
            return None
        those = [obj for _, obj in preps(self._doc, verb.i, "among") if obj.lower == "those"]
        came = any(token.lemma in GATHERED for obj in those for token in kids(self._doc, obj.i, "acl", "amod"))
        who = tuple(token.i for token in kids(self._doc, verb.i, "nsubj", "attr") if self._persons(token.i))
        return ("meet", who) if came and len(self._persons(*who)) > 1 else None

    def _signed_with(self, verb: Token, heads: tuple[int, ...]) -> tuple[str, tuple[int, ...]] | None:
        """ "X signed the accord with Y", "the accord was sealed with the signatures of X and Y"."""
        if verb.lemma not in SIGNING:
            return None
        objects = tuple(token.i for token in kids(self._doc, verb.i, "dobj"))
        withs = self._with(*objects)
        if withs and self._is_personal(heads):
            return "sign", (*heads, *withs)
        signatures = [obj for _, obj in preps(self._doc, verb.i, "with", "by") if obj.lemma == "signature"]
        hands = tuple(o.i for noun in signatures for _, o in preps(self._doc, noun.i, "of") if self._persons(o.i))
        return ("sign", hands) if len(self._persons(*hands)) > 1 else None
