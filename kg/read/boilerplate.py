"""Which stretches of a text are the article itself.

Prose (`kg.read.cues`) forms runs; what stands between two paragraphs decides whether the second still belongs to the
first. A sub-heading, a caption, a call to the reader or a link with its label is merely left out; a byline, a legal
line, a list of links or several section headings end a run. The article is the weightiest run, and those other
runs that are long and dense enough to be its continuation. A text without anything around it is body from end to end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model.document import Span
from kg.read.cues import BULLET, Cue, Cues
from kg.read.lines import Unit

# So many links in a row are a list of links.
LIST_LENGTH = 4
# A further run continues the article if it has so many paragraphs, and this share of the words of the main one.
MIN_PARAGRAPHS = 3
MIN_SHARE = 0.2
# … or so many words, which no notice or teaser has.
ENOUGH_WORDS = 120
# Words of prose before a heading "Comments" without which that heading is a link of the menu.
MIN_WORDS = 60
# A block headed by a section word is a box of links if it has no more lines than this.
MAX_BOX = 15
# An article stands below a byline or date; what stands elsewhere must be so much longer to be taken for it.
SIGNED_WEIGHT = 1.5
ENDINGS = (Cue.BYLINE, Cue.LEGAL, Cue.COMMENTS)
FURNITURE = (Cue.SECTION, Cue.MENU)


@dataclass(frozen=True, slots=True)
class Layout:
    """The units of a text, what each is, and the numbers of those that are the body."""

    units: tuple[Unit, ...]
    cues: tuple[Cue, ...]
    body: tuple[int, ...]

    @property
    def first(self) -> int:
        """Number of the first unit of the body; the number of units if there is none."""
        return self.body[0] if self.body else len(self.units)


def lay_out(units: Sequence[Unit], cues: Cues) -> Layout:
    """Tell the body among the units of a text."""
    kinds = [cues.of(unit) for unit in units]
    _demote_boxes(units, kinds)
    _demote_pull_quotes(units, kinds)
    _promote_list_items(units, kinds)
    prose = [i for i, kind in enumerate(kinds) if kind is Cue.PROSE]
    if not prose:
        return Layout(tuple(units), tuple(kinds), tuple(_bare(units, kinds)))
    runs = _runs(units, kinds, prose)
    return Layout(tuple(units), tuple(kinds), tuple(_chosen(units, kinds, runs)))


def body_spans(text: str, layout: Layout) -> tuple[Span, ...]:
    """The body as contiguous stretches.

    Neighbouring units form one stretch where a blank line parts them; where only a line break does, each is a stretch
    of its own, so that later stages see two paragraphs there.
    """
    spans: list[Span] = []
    previous = None
    for i in layout.body:
        span = layout.units[i].span
        if previous == i - 1 and text.count("\n", spans[-1].end, span.start) > 1:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
        previous = i
    return tuple(spans)


def _bare(units: Sequence[Unit], kinds: Sequence[Cue]) -> list[int]:
    """The body of a text without any sentence: a fragment is all body, a page of links has none."""
    kept = [
        i
        for i, kind in enumerate(kinds)
        if kind in (Cue.TITLE, Cue.CAPTION, Cue.CREDIT, Cue.ACTION, Cue.TEASER, Cue.DATE)
    ]
    return kept if len(units) <= 2 else []


def _demote_boxes(units: Sequence[Unit], kinds: list[Cue]) -> None:
    """Sentences in a block of lines that a section word heads, or below a byline in it, are links and summaries."""
    blocks: dict[int, list[int]] = {}
    for i, unit in enumerate(units):
        blocks.setdefault(unit.block, []).append(i)
    if len(blocks) < 2:
        return
    seen_prose = False
    for members in blocks.values():
        headed = kinds[members[0]] in (Cue.SECTION, Cue.COMMENTS) and len(members) <= MAX_BOX
        signed = False
        for i in members:
            if kinds[i] is Cue.PROSE and (headed or (signed and seen_prose)):
                kinds[i] = Cue.TITLE
            signed = signed or kinds[i] is Cue.BYLINE
        seen_prose = seen_prose or any(kinds[i] is Cue.PROSE for i in members)


def _demote_pull_quotes(units: Sequence[Unit], kinds: list[Cue]) -> None:
    """A line that repeats words of a longer paragraph, or a whole paragraph before it, adds nothing."""
    texts = {i: _folded(unit.text) for i, unit in enumerate(units) if kinds[i] is Cue.PROSE}
    whole = "\n".join(texts.values())
    if len(whole) > 200_000:
        return
    seen: set[str] = set()
    for i, text in texts.items():
        if text in seen or (len(units[i].words) <= 40 and whole.count(text) > 1 and _within_another(text, i, texts)):
            kinds[i] = Cue.TITLE
        seen.add(text)


def _within_another(text: str, number: int, texts: dict[int, str]) -> bool:
    return any(i != number and len(other) > len(text) and text in other for i, other in texts.items())


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _promote_list_items(units: Sequence[Unit], kinds: list[Cue]) -> None:
    """Bullet points below a paragraph that announces them with a colon are body."""
    open_list = False
    for i, unit in enumerate(units):
        if kinds[i] is Cue.PROSE:
            open_list = unit.text.rstrip().endswith(":") or (open_list and BULLET.match(unit.text) is not None)
        elif open_list and kinds[i] is Cue.TITLE and BULLET.match(unit.text):
            kinds[i] = Cue.PROSE
        else:
            open_list = False


def _runs(units: Sequence[Unit], kinds: Sequence[Cue], prose: Sequence[int]) -> list[list[int]]:
    """The prose units in runs that nothing grave interrupts; what follows the readers' comments is dropped."""
    runs: list[list[int]] = [[prose[0]]]
    words = len(units[prose[0]].words)
    for i in prose[1:]:
        between = kinds[runs[-1][-1] + 1 : i]
        if Cue.COMMENTS in between and words >= MIN_WORDS:
            break
        if is_break(between):
            runs.append([i])
        else:
            runs[-1].append(i)
        words += len(units[i].words)
    return runs


def is_break(between: Sequence[Cue]) -> bool:
    """Whether such things between two paragraphs end what the first belongs to."""
    if any(kind in ENDINGS for kind in between):
        return True
    if sum(kind in FURNITURE for kind in between) >= 2:
        return True
    return sum(kind in (Cue.TITLE, Cue.TEASER, Cue.SECTION, Cue.MENU, Cue.DATE) for kind in between) >= LIST_LENGTH


def _chosen(units: Sequence[Unit], kinds: Sequence[Cue], runs: Sequence[list[int]]) -> list[int]:
    mass = [sum(len(units[i].words) for i in run) for run in runs]
    weight = [_weight(kinds, runs, number) * words for number, words in enumerate(mass)]
    main = max(range(len(runs)), key=lambda number: (weight[number], -number))
    body = list(runs[main])
    for number in range(main + 1, len(runs)):
        between = kinds[body[-1] + 1 : runs[number][0]]
        if Cue.LEGAL in between or not _continues(kinds, runs[number], mass[number], mass[main]):
            break
        body.extend(runs[number])
    for number in range(main - 1, -1, -1):
        between = kinds[runs[number][-1] + 1 : body[0]]
        if any(kind in (*ENDINGS, Cue.DATE) for kind in between):
            break
        if not _continues(kinds, runs[number], mass[number], mass[main]):
            break
        body = runs[number] + body
    return body


def _weight(kinds: Sequence[Cue], runs: Sequence[list[int]], number: int) -> float:
    """How much the words of a run count: less where titles stand among them, more below a byline or date."""
    run = runs[number]
    titles = sum(kinds[i] is not Cue.PROSE for i in range(run[0], run[-1] + 1))
    above = kinds[runs[number - 1][-1] + 1 if number else 0 : run[0]]
    signed = any(kind in (Cue.BYLINE, Cue.DATE) for kind in above)
    return (SIGNED_WEIGHT if signed else 1.0) * len(run) / (len(run) + titles)


def _continues(kinds: Sequence[Cue], run: Sequence[int], mass: int, main: int) -> bool:
    """Whether a run is long and dense enough to be more of the article: teasers have a title above each summary."""
    titles = sum(kinds[i] is not Cue.PROSE for i in range(run[0], run[-1] + 1))
    return len(run) >= MIN_PARAGRAPHS and mass >= min(MIN_SHARE * main, ENOUGH_WORDS) and len(run) >= 2 * titles
