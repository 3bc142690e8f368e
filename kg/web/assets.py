"""The files that pages load: whether the scripts of others are installed, and a packed form of each, made once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import Response, request

from kg.web.compression import MIN_LENGTH, Encoding, choose_encoding, pack_whole, packed_tag

STATIC = Path(__file__).parent / "static"
VENDOR = STATIC / "vendor"
_PACKED = frozenset({".js", ".css", ".svg", ".txt"})


def has_asset(name: str) -> bool:
    """Whether a file of the front-end build is installed; pages work without, and say what is missing."""
    return (VENDOR / name).is_file()


def pack_static(response: Response) -> Response:
    """Compress a file of the site; a hook for after each request. The general one leaves files as they are."""
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
    if request.endpoint != "static" or encoding is None or response.status_code != 200 or request.method != "GET":
        return response
    path = STATIC / str((request.view_args or {})["filename"])
    state = path.stat()
    if path.suffix not in _PACKED or state.st_size < MIN_LENGTH or "Content-Encoding" in response.headers:
        return response
    # The file was opened for nothing; it must not wait for the collector.
    response.close()
    response.direct_passthrough = False
    response.set_data(_pack(path, state.st_mtime_ns, encoding))
    response.headers["Content-Encoding"] = encoding
    response.headers.pop("Accept-Ranges", None)
    response.vary.add("Accept-Encoding")
    response.headers["ETag"] = packed_tag(response.headers.get("ETag", '""'), encoding)
    return response


@lru_cache(maxsize=64)
def _pack(path: Path, stamp: int, encoding: Encoding) -> bytes:
    return pack_whole(path.read_bytes(), encoding)
