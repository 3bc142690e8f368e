"""zstd, Brotli or gzip for who accepts it, in pieces, so that a long answer still streams."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, Protocol

from flask import Response, request

Encoding = Literal["zstd", "br", "gzip"]

MIN_LENGTH = 1024
# Of equals the first is taken: the quicker for about the same size.
ENCODINGS: tuple[Encoding, ...] = ("zstd", "br", "gzip")
# Half the processor time of the default level for a few percent more bytes.
_GZIP_LEVEL = 4
_GZIP_WINDOW = 31
_BROTLI_LEVEL = 4
_ZSTD_LEVEL = 3
# Browsers take no larger window than 8 MiB; a stream of unknown length must not ask them to.
_BROTLI_WINDOW = 20
_COMPRESSIBLE = (
    "text/",
    "application/sparql",
    "application/json",
    "application/n-",
    "application/ld",
    "application/trig",
)
_ALSO = ("application/rdf+xml", "application/xml", "application/problem+json", "application/javascript")


class Packer(Protocol):
    """A compressor for one body."""

    def pack(self, data: bytes) -> bytes:
        """The piece compressed, to its last byte: who has it can read all that was said so far."""
        ...

    def end(self) -> bytes:
        """What closes the stream."""
        ...


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)

    def pack(self, data: bytes) -> bytes:
        return self._inner.compress(data) + self._inner.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        return self._inner.flush()


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._inner = brotli.Compressor(quality=_BROTLI_LEVEL, lgwin=_BROTLI_WINDOW)

    def pack(self, data: bytes) -> bytes:
        packed: bytes = self._inner.process(data) + self._inner.flush()
        return packed

    def end(self) -> bytes:
        packed: bytes = self._inner.finish()
        return packed


class _Zstd:
    def __init__(self) -> None:
        import zstandard

        self._block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        self._inner = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()

    def pack(self, data: bytes) -> bytes:
        return self._inner.compress(data) + self._inner.flush(self._block)

    def end(self) -> bytes:
        return self._inner.flush()


_PACKERS: dict[Encoding, type[Packer]] = {"gzip": _Gzip, "br": _Brotli, "zstd": _Zstd}


def make_packer(encoding: Encoding) -> Packer:
    """A compressor for one body."""
    return _PACKERS[encoding]()


def pack_whole(body: bytes, encoding: Encoding) -> bytes:
    """A whole body compressed."""
    if encoding == "gzip":
        whole = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
        return whole.compress(body) + whole.flush()
    packer = make_packer(encoding)
    return packer.pack(body) + packer.end()


@lru_cache(maxsize=256)
def choose_encoding(header: str) -> Encoding | None:
    """What an Accept-Encoding header likes best; None for the plain bytes. Clients send few headers, over and over."""
    weights = _weights(header)
    star = weights.get("*", 0.0)
    best = max(ENCODINGS, key=lambda name: weights.get(name, star))
    return best if weights.get(best, star) > 0 else None


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name == "x-gzip":
            name = "gzip"
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weights[name] = float(parameter[2:])
                except ValueError:
                    weights[name] = 0.0
        weights.setdefault(name, 1.0)
    return weights


def compress(response: Response) -> Response:
    """Compress the body of an answer where it is worth it; a hook for after each request."""
    if not (response.mimetype or "").startswith((*_COMPRESSIBLE, *_ALSO)):
        return response
    response.vary.add("Accept-Encoding")
    length = response.content_length
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
    if (
        encoding is None
        or request.method == "HEAD"
        or response.status_code in (204, 304)
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or (length is not None and length < MIN_LENGTH)
    ):
        return response
    if response.is_sequence and length is not None:
        response.set_data(pack_whole(response.get_data(), encoding))
    else:
        pieces: Iterable[bytes] = response.iter_encoded()
        response.response = _packed(pieces, encoding)
        response.headers.pop("Content-Length", None)
    response.headers["Content-Encoding"] = encoding
    tag = response.headers.get("ETag", "")
    if tag.startswith('"'):
        response.headers["ETag"] = packed_tag(tag, encoding)
    return response


def packed_tag(tag: str, encoding: Encoding) -> str:
    """The strong entity tag of the compressed form, whose bytes are others."""
    return f'{tag[:-1]}-{encoding}"'


def _packed(pieces: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    packer = make_packer(encoding)
    try:
        for piece in pieces:
            packed = packer.pack(piece)
            if packed:
                yield packed
        yield packer.end()
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()
