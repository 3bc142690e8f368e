"""What a linker is, and what it sees of an article."""

from __future__ import annotations

from typing import Protocol

from kg.model.document import Article, Mention
from kg.model.entities import Entity, Link


class ArticleView(Protocol):
    """The part of a Document or an Extraction that linking looks at."""

    @property
    def article(self) -> Article: ...
    @property
    def entities(self) -> tuple[Entity, ...]: ...
    @property
    def mentions(self) -> tuple[Mention, ...]: ...


class Linker(Protocol):
    """Decides which item of a knowledge base each entity of an article is, if any."""

    def link(self, view: ArticleView) -> dict[str, Link]:
        """The decision on every entity that is a person, a country or an organization, by entity id."""
        ...
