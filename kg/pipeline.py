"""The stages composed for one article: Article → Extraction. Does no input or output of its own."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__
from kg.annotate.coref import ReferenceResolver
from kg.annotate.dates import find_times
from kg.annotate.names import NameFinder
from kg.annotate.nlp import Parser, model_version
from kg.annotate.quotes import find_quotes
from kg.authority import Authority
from kg.authority.several import open_authorities
from kg.config import Settings
from kg.extract.calibration import Calibration
from kg.extract.meetings import MeetingExtractor
from kg.extract.policies import PolicyExtractor
from kg.extract.statements import StatementExtractor
from kg.extract.topics import attach_topics
from kg.lexicon import Lexicon
from kg.link.base import Linker
from kg.link.offline import OfflineLinker, apply_links
from kg.model.document import Article, Document
from kg.model.entities import Link
from kg.model.extraction import Extraction, Maker

if TYPE_CHECKING:
    from kg.link.online import OnlineLinker


class Pipeline:
    """Extracts from articles with one set of settings. Loading it loads the language model; keep it and reuse it.

    Args:
        settings: Which model, which data folder, which least confidence.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lexicon = Lexicon(settings.data_dir / "gazetteer")
        self.authority = Authority.load(settings.data_dir / "authority")
        self.find_names = NameFinder(self.authority, self.lexicon)
        self.resolve_references = ReferenceResolver(self.authority, self.lexicon)
        self.extract_meetings = MeetingExtractor(self.lexicon, self.authority)
        self.extract_policies = PolicyExtractor(self.lexicon, self.authority)
        self.extract_statements = StatementExtractor(self.lexicon)
        self.calibration = Calibration.load(self.lexicon)

    @cached_property
    def parser(self) -> Parser:
        """The language model, loaded at first use."""
        return Parser(self.settings.model, lexicon=self.lexicon)

    @cached_property
    def linker(self) -> Linker:
        """The linker over the authorities of the settings, and what services have answered before if they are on.

        It opens no socket: only `asking` does.
        """
        if self.settings.online == "off":
            return OfflineLinker(self.linking_authority)
        from kg.link.online import open_online_linker, open_source

        source = open_source(self.settings, cached_only=True)
        return open_online_linker(self.settings, self.linking_authority, source=source)

    @contextmanager
    def asking(self) -> Iterator[OnlineLinker]:
        """Link by asking the service of the settings too, for as long as the block lasts.

        Raises:
            ConfigError: Online linking is off, or the service or the contact is missing.
        """
        from kg.link.online import open_online_linker

        before = self.linker
        with open_online_linker(self.settings, self.linking_authority) as linker:
            self.linker = linker
            try:
                yield linker
            finally:
                self.linker = before

    @cached_property
    def linking_authority(self) -> Authority:
        """The authorities to link with. Names are found by the embedded one, so extractions stay as they are."""
        names = [name for name in self.settings.authorities.split(os.pathsep) if name]
        redirects = Path(self.settings.redirects) if self.settings.redirects else None
        return open_authorities(names, self.authority, redirects=redirects)

    def annotate(self, article: Article) -> Document:
        """The article with all its layers."""
        doc = next(iter(self.parser.parse([article])))
        for step in (find_quotes, self.find_names, find_times, self.resolve_references):
            doc = step(doc)
        return doc

    def extract(self, article: Article) -> Extraction:
        """The facts of one article, not linked yet: a function of its text, the model and the settings alone."""
        doc = self.annotate(article)
        sure = partial(self.calibration.apply, least=self.settings.min_confidence)
        meetings = sure(self.extract_meetings(doc), "meetings")
        policies = sure(self.extract_policies(doc), "policies")
        statements = sure(self.extract_statements(doc), "statements")
        numbered_meetings = tuple(replace(fact, id=f"m{n}") for n, fact in enumerate(meetings, 1))
        numbered_policies = tuple(replace(fact, id=f"p{n}") for n, fact in enumerate(policies, 1))
        numbered_statements = [replace(fact, id=f"s{n}") for n, fact in enumerate(statements, 1)]
        return Extraction(
            article=article,
            entities=doc.entities,
            mentions=doc.mentions,
            meetings=numbered_meetings,
            policies=numbered_policies,
            statements=tuple(attach_topics(numbered_statements, numbered_policies, numbered_meetings, doc)),
        )

    def link(self, extraction: Extraction) -> tuple[Extraction, dict[str, Link]]:
        """The extraction with its entities linked, and the decision on each entity by its id."""
        links = self.linker.link(extraction)
        return replace(extraction, entities=apply_links(extraction.entities, links)), links

    @cached_property
    def maker(self) -> Maker:
        """What makes the extractions of this pipeline, apart from their text."""
        return Maker("newsgraph", __version__, model_version(self.settings.model), self.settings_digest)

    @cached_property
    def settings_digest(self) -> str:
        """Digest of the settings and word lists that decide what is extracted: 12 hexadecimal digits."""
        digest = hashlib.sha256(json.dumps({"min_confidence": self.settings.min_confidence}).encode())
        for path in sorted(self.lexicon.folder.glob("*.tsv")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        digest.update(self.authority.version.encode())
        return digest.hexdigest()[:12]


@cache
def load_pipeline(settings: Settings) -> Pipeline:
    """The pipeline of these settings, loaded once per process."""
    return Pipeline(settings)
