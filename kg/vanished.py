"""Articles that their sources hold no more: replaced where the source is one article that has changed, else kept.

A file that is gone, an entry that has left a feed: what was once reported stays reported, unless `--prune` asks for the
store to be a mirror of the inputs. What could not be read, or was not asked for, is never taken for gone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.reports import BuildReport
from kg.store.extractions import ExtractionCache

log = logging.getLogger(__name__)


def settle_vanished(inputs: Sequence[str], cache: ExtractionCache, report: BuildReport, *, prune: bool = False) -> None:
    """Remove what has been replaced, and what has vanished if that is wanted; count what is kept.

    Args:
        inputs: What was read: files that vanished from its folders count as vanished.
        cache: What was there.
        report: What was found, and where to count.
        prune: Whether to remove what has vanished.
    """
    if report.stopped:
        return  # what was not read is not gone
    chosen = report.limited or bool(report.passed_over)
    read = {article for found in report.held.values() for article in found}
    for source, kept in report.held.items():
        gone = [article for article in cache.ids_from(source) if article not in kept and article not in read]
        if not gone or source in report.damaged:
            continue
        if len(kept) == 1 and len(gone) == 1 and not chosen:
            cache.remove(gone[0])
            report.deleted += 1
        else:
            _vanish(gone, source, cache, report, prune=prune and not chosen)
    for source in _lost_sources(inputs, cache, report):
        gone = [article for article in cache.ids_from(source) if article not in read]
        _vanish(gone, source, cache, report, prune=prune)


def _vanish(gone: Sequence[str], source: str, cache: ExtractionCache, report: BuildReport, *, prune: bool) -> None:
    for article in gone:
        if prune:
            cache.remove(article)
            report.pruned += 1
        else:
            log.info("%s: holds article %s no more, which is kept", source, article)
            report.vanished += 1


def _lost_sources(inputs: Sequence[str], cache: ExtractionCache, report: BuildReport) -> Iterator[str]:
    """The sources in folders among the inputs that are there no more."""
    folders = [Path(name).resolve() for name in inputs if Path(name).is_dir()]
    for source in cache.sources() if folders else ():
        path = Path(source).resolve()
        if source not in report.held and any(folder in path.parents for folder in folders) and not _is_there(path):
            yield source


def _is_there(path: Path) -> bool:
    """Whether a file is there, or the archive that it is a part of."""
    return any(each.is_file() for each in (path, *path.parents)) or path.exists()
