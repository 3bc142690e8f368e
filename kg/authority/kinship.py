"""Roles that tell whose relative somebody is, which is no office."""

from __future__ import annotations

import re

# Relatives, who hold no office by that.
KIN = frozenset(
    [
        "son",
        "daughter",
        "wife",
        "husband",
        "mother",
        "father",
        "brother",
        "sister",
        "uncle",
        "aunt",
        "nephew",
        "niece",
        "cousin",
        "widow",
        "widower",
        "grandson",
        "granddaughter",
        "grandfather",
        "grandmother",
        "girlfriend",
        "boyfriend",
        "friend",
        "neighbor",
        "neighbour",
        "roommate",
        "stepson",
        "stepdaughter",
        "stepfather",
        "stepmother",
        "fiancé",
        "fiancée",
        "fiancee",
        "half-brother",
        "half-sister",
        "wives",
        "sons",
        "daughters",
        "brothers",
        "sisters",
        "friends",
        "parents",
    ]
)
OF = re.compile(r"\s(?:of|to|from|for)\s")


def is_kinship(role: str) -> bool:
    """Whether a role only tells whose relative somebody is ("his younger brother", "the widow of X")."""
    last = OF.split(role.lower())[0].split()[-1:]
    return not KIN.isdisjoint(last) or (last != [] and last[0].endswith("-in-law"))
