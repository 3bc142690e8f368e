"""What happens to a policy that is only told by a pronoun: "Chile proposed a treaty. Peru rejected it."."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.extract.policy_drafts import Draft
from kg.extract.policy_entities import PartyNames
from kg.extract.policy_mentions import Rank
from kg.extract.policy_readers import PolicyReader
from kg.extract.policy_status import Governance, StatusReader
from kg.extract.policy_words import PolicyWords
from kg.model.document import Document

# Verbs that are said of few things but policies; with others "it" may be anything.
TELLING = frozenset(
    [
        "adopt",
        "approve",
        "endorse",
        "enact",
        "implement",
        "lift",
        "pass",
        "quash",
        "ratify",
        "reject",
        "repeal",
        "rescind",
        "revoke",
        "scrap",
        "shelve",
        "sign",
        "suspend",
        "veto",
        "throw",
        "vote",
        "abrogate",
    ]
)
# Sentences between a pronoun and its policy.
REACH = 1


class PronounReader(PolicyReader):
    """Reads the statuses told of one document's policies by pronouns."""

    def __init__(self, doc: Document, words: PolicyWords, names: PartyNames) -> None:
        super().__init__(doc, words, names)
        self._status = StatusReader(words)

    def __call__(self, drafts: Iterable[Draft]) -> Iterator[tuple[Draft, Governance]]:
        """The policies that an "it" stands for, each with what its verb says."""
        places = self._places(drafts)
        for token in self._doc.tokens:
            if token.lower != "it" or token.dep not in ("dobj", "nsubjpass"):
                continue
            governance = self._status.governing(self._doc, token.i)
            if governance is None or self._doc.tokens[governance.verb].lemma.lower() not in TELLING:
                continue
            draft = self._meant(token.i, places)
            if draft is not None and governance.status is not None:
                yield draft, governance

    def _places(self, drafts: Iterable[Draft]) -> dict[int, list[tuple[int, Draft]]]:
        """The policies by the sentences that speak of them, with the token that does."""
        found: dict[int, list[tuple[int, Draft]]] = {}
        for draft in drafts:
            for mention in draft.mentions:
                found.setdefault(self._doc.tokens[mention.head].sentence, []).append((mention.head, draft))
        return found

    def _meant(self, pronoun: int, places: dict[int, list[tuple[int, Draft]]]) -> Draft | None:
        """The one policy spoken of before the pronoun, in its sentence or the one before; None where there are two."""
        sentence = self._doc.tokens[pronoun].sentence
        near = [place for at in range(sentence - REACH, sentence + 1) for place in places.get(at, ())]
        before = {id(draft): draft for head, draft in near if head < pronoun}
        found = list(before.values())
        return found[0] if len(found) == 1 and found[0].best.rank is not Rank.ACT else None
