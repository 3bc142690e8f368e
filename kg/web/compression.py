"""gzip for who accepts it, in pieces, so that a long answer still streams."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from flask import Response, request

MIN_LENGTH = 1024
# Half the processor time of the default level for a few percent more bytes.
_LEVEL = 4
_GZIP_WINDOW = 31
_COMPRESSIBLE = (
    "text/",
    "application/sparql",
    "application/json",
    "application/n-",
    "application/ld",
    "application/trig",
)
_ALSO = ("application/rdf+xml", "application/xml", "application/problem+json", "application/javascript")


def compress(response: Response) -> Response:
    """Compress the body of an answer where it is worth it; a hook for after each request."""
    if not (response.mimetype or "").startswith((*_COMPRESSIBLE, *_ALSO)):
        return response
    response.vary.add("Accept-Encoding")
    length = response.content_length
    if (
        request.method == "HEAD"
        or response.status_code in (204, 304)
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or (length is not None and length < MIN_LENGTH)
        or not request.accept_encodings.quality("gzip") > 0
    ):
        return response
    pieces: Iterable[bytes] = response.iter_encoded()
    response.response = _gzip(pieces)
    response.headers["Content-Encoding"] = "gzip"
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        response.headers["ETag"] = gzip_tag(tag)
    response.headers.pop("Content-Length", None)
    return response


def make_packer() -> zlib._Compress:
    """A compressor for one body."""
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)


def gzip_tag(tag: str) -> str:
    """The strong entity tag of the compressed form, whose bytes are others."""
    return f'{tag[:-1]}-gzip"'


def _gzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = make_packer()
    try:
        for piece in pieces:
            packed = packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH)
            if packed:
                yield packed
        yield packer.flush()
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()
