"""Nicknames in quotation marks or brackets amid a name: 'Ann "Nan" Lee'."""

from __future__ import annotations

from collections.abc import Sequence

# What a nickname stands in, amid a name.
NICKNAME_MARKS = {'"': '"', "'": "'", "(": ")", "\u201c": "\u201d", "``": "''"}
MAX_NICKNAME = 3


def nickname_size(words: Sequence[str], at: int) -> int:
    """How many tokens a nickname with its marks has that stands at token `at`, amid a name: 'Ann "Nan" Lee'; or 0."""
    closing = NICKNAME_MARKS.get(words[at])
    for end in range(at + 2, min(at + 2 + MAX_NICKNAME, len(words) - 1)):
        if words[end] == closing:
            inside, after = words[at + 1 : end], words[end + 1]
            named = inside[-1][:1].isupper() and all(word.isalpha() for word in inside) and not inside[0].isupper()
            return end + 1 - at if named and after[:1].isupper() and after.isalpha() else 0
    return 0
