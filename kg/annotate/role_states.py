"""The state that the holder of a stated role speaks for, as far as the role itself tells."""

from __future__ import annotations

from kg.annotate.hits import Hit
from kg.annotate.persons import PersonHit
from kg.annotate.role_phrases import Role, RolePhrases
from kg.annotate.titles import NearWords
from kg.model.entities import Kind

# Sent by a state, also where the words name the body to which.
ENVOYS = frozenset({"ambassador", "permanent representative", "envoy", "diplomat", "representative", "delegate"})
# Words for somebody of equal rank, mostly of another state, which an adjective tells.
EQUALS = frozenset({"colleague", "counterpart", "opposite number", "rival", "opponent", "partner"})
# What states do with envoys.
SENDING = frozenset({"send", "dispatch", "recall", "withdraw", "appoint", "name", "summon", "fly"})
# Parties as groups of a legislature, whose leaders are members of it.
PARLIAMENTARY = frozenset(
    ["opposition", "republican", "democratic", "liberal", "conservative", "labour", "labor", "socialist", "communist"]
)
STATE_SPEAKERS = frozenset({"state", "body", "military", "noble"})


class RoleStates:
    """Tells the states of roles.

    Args:
        phrases: The phrases of the document.
        near: The words that make a role one of a party, or no office at all.
    """

    def __init__(self, phrases: RolePhrases, near: NearWords) -> None:
        self._doc = phrases.doc
        self._words = phrases.words
        self._hit_at = phrases.hit_at
        self._near = near

    def of_country(self, hit: PersonHit) -> str | None:
        """The state in "President X of Y"."""
        at = hit.last
        if at + 1 < len(self._words) and self._words[at] == "of":
            at += 2 if self._words[at + 1] == "the" else 1
            state = self._hit_at.get(at)
            if state and state.kind is Kind.COUNTRY:
                return state.country
        return None

    def country(self, role: Role) -> tuple[str | None, bool]:
        """The state that a role names, and whether it speaks for somebody else (then no state may be guessed).

        The state in which alone there is such an office is `role.title.country`, if no other is named.
        """
        if role.state is not None:
            return role.state, False
        contends = role.title.word in self._near.contender
        if not contends and role.title.class_ not in STATE_SPEAKERS and role.title.word not in EQUALS:
            return None, True
        inside = [
            hit for hit in self._hits_in(role) if not self._addressed(hit, role) and not self._in_title(hit, role)
        ]
        sent = role.title.word in ENVOYS and any(hit.kind is Kind.COUNTRY for hit in inside)
        if not sent and any(hit.kind is Kind.ORGANIZATION and hit.country is None for hit in inside):
            return None, True
        if self.is_partisan(role):
            return None, not contends
        for hit in inside:
            if hit.country and hit.kind is not Kind.PLACE:
                return hit.country, False
        owner = self._its_state(role) or self._senders(role)
        if owner is not None and not inside:
            return owner, False
        if any(hit.kind is Kind.PLACE for hit in inside):
            return None, not contends
        return None, False

    def _its_state(self, role: Role) -> str | None:
        """The state in "Peru sent its foreign minister, X": the subject, or the only state before in the sentence; in
        "Peru, whose foreign minister, X, …" the one that "whose" hangs on.
        """
        whose = self._words[role.first - 1].lower() if role.first else ""
        if whose not in ("its", "whose"):
            return None
        before = self._states_before(role.first)
        if whose == "whose":
            return before[-1].country if before and role.first - 1 - before[-1].last <= 1 else None
        acting = [hit for hit in before if self._is_subject(hit)]
        states = {hit.country for hit in (acting[-1:] or before or self._subjects_before(role.first))}
        return states.pop() if len(states) == 1 else None

    def _is_subject(self, hit: Hit) -> bool:
        return self._doc.tokens[hit.last - 1].dep in ("nsubj", "nsubjpass")

    def _subjects_before(self, token: int) -> list[Hit]:
        """States and national bodies that are subjects of the sentence before ("The ministry … Its spokeswoman")."""
        first = self._doc.sentence_of(token).first
        if not first:
            return []
        before = self._doc.sentence_of(first - 1)
        found = dict.fromkeys(self._hit_at[i] for i in range(before.first, before.last) if i in self._hit_at)
        return [hit for hit in found if hit.country and hit.kind is not Kind.PLACE and self._is_subject(hit)]

    def _senders(self, role: Role) -> str | None:
        """The state in "Washington sent an envoy, X"."""
        noun = self._doc.tokens[role.last - 1]
        if noun.dep != "dobj" or self._doc.tokens[noun.head].lemma not in SENDING:
            return None
        subjects = [i for i in self._doc.children(noun.head) if self._doc.tokens[i].dep == "nsubj"]
        known = [self._hit_at[i] for i in subjects if i in self._hit_at]
        return next((hit.country for hit in known if hit.kind is Kind.COUNTRY), None)

    def _states_before(self, token: int) -> list[Hit]:
        first = self._doc.sentence_of(token).first
        found = dict.fromkeys(self._hit_at[i] for i in range(first, token) if i in self._hit_at)
        return [hit for hit in found if hit.kind is Kind.COUNTRY]

    def is_partisan(self, role: Role) -> bool:
        """Whether a role is told by party."""
        states = {i for hit in self._hits_in(role) if hit.kind is Kind.COUNTRY for i in range(hit.first, hit.last)}
        words = (self._words[i].lower() for i in range(role.first, role.last) if i not in states)
        return not self._near.partisan.isdisjoint(words)

    def of_party_group(self, role: Role) -> bool:
        """Whether a party's members in a body are led rather than the party ("the Liberal leader there")."""
        text = [word.lower() for word in self._words[role.first : role.last]]
        before = text[: text.index("of")] if "of" in text else text
        bodies = any(hit.kind is Kind.ORGANIZATION for hit in self._hits_in(role))
        return not PARLIAMENTARY.isdisjoint(before) and "party" not in before and not bodies

    def _addressed(self, hit: Hit, role: Role) -> bool:
        """Whether the role is one toward what the hit names ("ambassador to the United Nations", "envoy for Sudan").

        A minister for something speaks for his state, whatever the thing.
        """
        before = self._words[max(role.first, hit.first - 2) : hit.first]
        word = next((word for word in reversed(before) if word != "the"), "")
        if word == "for":
            return role.title.word in ENVOYS or (hit.kind is not Kind.COUNTRY and "minister" in role.title.word)
        return word in ("to", "in", "on")

    def _in_title(self, hit: Hit, role: Role) -> bool:
        """Whether a body of no known state is but a word of the title ("Treasury Secretary")."""
        words = " ".join(self._words[hit.first : hit.last]).lower()
        return hit.country is None and words in role.title.word

    def _hits_in(self, role: Role) -> list[Hit]:
        found: list[Hit] = []
        for i in range(role.first, role.last):
            hit = self._hit_at.get(i)
            if hit is not None and (not found or found[-1] is not hit):
                found.append(hit)
        return found
