"""Names and labels: what counts as the same."""

from __future__ import annotations

import pytest

from kg.evaluate.gold import GoldPerson
from kg.evaluate.words import alike, key_words, name_words, overlap, person_fit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the U.S. plan for troops", {"us", "plan", "troop"}),
        ("Łódź", {"lodz"}),
        ("the", {"the"}),
        ("", set()),
    ],
)
def test_key_words_leave_out_what_says_nothing(text: str, words: set[str]) -> None:
    assert key_words(text) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("President José Núñez", ("jose", "nunez")),
        ("Mr. Okafor's", ("okafor",)),
        ("John Reed Jr.", ("john", "reed")),
        ("President", ("president",)),
    ],
)
def test_name_words_are_those_of_the_bare_name(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


@pytest.mark.parametrize(
    ("gold", "name", "same"),
    [
        ("William Reed", "William Reed", True),
        ("William Reed", "Bill Reed", True),
        ("William Reed", "W. Reed", True),
        ("William Reed", "Reed", True),
        ("William Reed", "President William Reed", True),
        ("Sergei Petrov", "Sergey Petrov", True),
        ("Sergei Petrov", "Serguei Petroff", True),
        ("Sergei Petrov", "Sergei Markov", False),
        ("Sergei Ivanovich", "Sergey Ivanovitch", True),
        ("William Reed", "Anna Reed", False),
        ("William Reed", "William Stone", False),
        ("John H. W. Reed", "John W. Reed", False),
        ("John H. W. Reed", "John Reed", True),
        ("William Reed", "", False),
    ],
)
def test_person_fit_knows_spellings_and_keeps_namesakes_apart(gold: str, name: str, same: bool) -> None:
    assert (person_fit(GoldPerson((gold,)), name, []) >= 0.5) is same


def test_person_fit_takes_a_full_form_of_the_text() -> None:
    person = GoldPerson(("Yasser Arafat",), forms=("Abu Ammar",))
    assert person_fit(person, "Abu Ammar", ["Abu Ammar"]) >= 0.5
    assert person_fit(person, "Someone Else", ["Abu Ammar"]) >= 0.5
    assert person_fit(person, "Someone Else", ["Ammar"]) == 0


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [("fishing accord", "the Fishing Accords", 1.0), ("fishing accord", "trade accord", 0.5), ("accord", "", 0.0)],
)
def test_alike_is_the_dice_coefficient_of_key_words(one: str, other: str, value: float) -> None:
    assert alike(one, other) == pytest.approx(value)


@pytest.mark.parametrize(
    ("wanted", "given", "value"),
    [("ab", "ab", 1.0), ("ab", "a", 0.5), ("a", "ab", 0.5), ("", "", 1.0), ("", "a", 0.0), ("a", "aa", 1.0)],
)
def test_overlap_is_the_jaccard_of_names_and_ids(wanted: str, given: str, value: float) -> None:
    assert overlap(list(wanted), list(given), lambda id_, name: id_ == name) == pytest.approx(value)
