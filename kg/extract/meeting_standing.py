"""Who somebody is in public life: whether he stands for a state or body, bears an office, or is known by his name."""

from __future__ import annotations

from kg.authority import Authority
from kg.extract.meeting_words import MeetingWords
from kg.model.document import Document
from kg.model.entities import Entity, Kind

# A surname of so many persons in public life at most tells who is meant.
RARE = 2


class Standing:
    """Asks the authority about the entities of one document.

    Args:
        doc: The document.
        words: The word lists; whoever bears an office of `delegates` is more than a name.
        authority: Knows the international bodies and who is in public life; without it nobody is.
    """

    def __init__(self, doc: Document, words: MeetingWords, authority: Authority | None) -> None:
        self._authority = authority
        self._offices = words.delegates
        self._international = frozenset(entity.id for entity in doc.entities if self._belongs_to_no_state(entity))

    def is_international(self, entity: Entity) -> bool:
        """Whether it is a body that the authority knows and that belongs to no single state."""
        return entity.id in self._international

    def is_known(self, entity: Entity) -> bool:
        """Whether somebody stands for a state or body, bears an office of one, or is known from public life."""
        if entity.kind is not Kind.PERSON or entity.country:
            return True
        offices = (word for role in entity.roles for word in role.lower().split())
        return any(word in self._offices for word in offices) or self.is_famous(entity)

    def is_famous(self, entity: Entity) -> bool:
        """Whether somebody in public life bears the name; a surname alone must be of one or two."""
        if self._authority is None:
            return False
        if " " in entity.name:
            return self._authority.has_person_name(entity.name)
        return 0 < len(self._authority.persons_with_surname(entity.name)) <= RARE

    def _belongs_to_no_state(self, entity: Entity) -> bool:
        if entity.kind is not Kind.ORGANIZATION or entity.country or self._authority is None:
            return False
        return any(not record.country for record in self._authority.organizations_named(entity.name))
