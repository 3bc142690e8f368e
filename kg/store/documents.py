"""RDF documents from elsewhere, before they are loaded."""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import ReadError


def to_absolute(document: bytes, media_type: str, base_iri: str) -> tuple[bytes, str]:
    """A document as N-Quads, its relative IRIs resolved against its address; with the media type of that.

    Raises:
        ReadError: It is malformed or no RDF.
    """
    form = ox.RdfFormat.from_media_type(media_type)
    if form is None:
        raise ReadError(f"<{base_iri}> is no RDF but {media_type or 'of no type'}")
    try:
        quads = ox.parse(document, form, base_iri=base_iri)
        target = ox.RdfFormat.N_QUADS if form.supports_datasets else ox.RdfFormat.N_TRIPLES
        written = ox.serialize(quads, format=target)
    except (SyntaxError, ValueError) as error:
        raise ReadError(f"<{base_iri}> is malformed: {error}") from error
    assert written is not None
    return written, target.media_type
