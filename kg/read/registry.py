"""The table of readers: those of other packages first, then our own, the surest sign first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import cast

from kg.errors import ReadError
from kg.read.archives import TarReader, ZipReader
from kg.read.documents import JsonReader
from kg.read.fields import FieldMap
from kg.read.mail import MailReader
from kg.read.packed import PACKINGS, PackedReader
from kg.read.pages import FeedReader, HtmlReader, PlainReader
from kg.read.parquet import ParquetReader
from kg.read.pdf import PdfReader
from kg.read.reading import Reader
from kg.read.tables import TableReader
from kg.read.warc import WarcReader

GROUP = "newsgraph.readers"


def load_readers(fields: Mapping[str, str] | None = None) -> tuple[Reader, ...]:
    """All readers in the order in which they are asked.

    Args:
        fields: In which field of a record an article's field stands, where not by a usual name
            (`{"text": "story.body"}`).

    Raises:
        ReadError: A field that no article has, or a reader of another package that cannot be loaded.
    """
    names = FieldMap.of(fields or {})
    return (
        *installed_readers(),
        *(PackedReader(packing) for packing in PACKINGS),
        ZipReader(),
        TarReader(),
        WarcReader(),
        ParquetReader(names),
        PdfReader(),
        MailReader(),
        FeedReader(),
        HtmlReader(),
        JsonReader(names),
        TableReader(names),
        PlainReader(),
    )


@cache
def installed_readers() -> tuple[Reader, ...]:
    """The readers of other packages, by the name of their entry point; looked up once."""
    from importlib.metadata import entry_points

    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            loaded = point.load()
            found.append(cast(Reader, loaded() if isinstance(loaded, type) else loaded))
        except Exception as error:
            raise ReadError(
                f"the reader {point.name!r} of {point.value} cannot be loaded ({type(error).__name__}: {error}): "
                "mend or uninstall its package"
            ) from error
    return tuple(found)
