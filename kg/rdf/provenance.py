"""What extracted an article's facts: the ng:Extraction activity.

It names the program, its version, the language model and a digest of the settings, and no time: the same inputs give
the same graph on any day.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.rdf.iris import extraction_iri
from kg.rdf.literals import string
from kg.rdf.namespaces import NG, PROV, RDF
from kg.rdf.terms import Iri, Quad


@dataclass(frozen=True, slots=True)
class Provenance:
    """By what an extraction was made. An empty value is left out of the graph."""

    extractor: str
    version: str
    model: str = ""
    settings_digest: str = ""


def map_provenance(article: Iri, provenance: Provenance) -> list[Quad]:
    """The activity that extracted `article`, in the article's graph."""
    activity = extraction_iri(article)
    pairs = (
        (RDF["type"], NG["Extraction"]),
        (PROV["used"], article),
        (NG["extractor"], string(provenance.extractor)),
        (NG["extractorVersion"], string(provenance.version)),
        (NG["model"], string(provenance.model)),
        (NG["settingsDigest"], string(provenance.settings_digest)),
    )
    return [Quad(activity, predicate, object_, article) for predicate, object_ in pairs if object_ is not None]
