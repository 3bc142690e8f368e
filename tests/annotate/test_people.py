from __future__ import annotations

import pytest

from kg.annotate.people import Context, NameJoiner, Person
from kg.annotate.persons import PersonHit
from kg.annotate.titles import Titles
from kg.model.document import Span
from tests.annotate.layers import shared_lexicon


def hits(*names: str) -> list[PersonHit]:
    """One hit per name, far apart; "m:" and "f:" before a name stand for a form of address."""
    found = []
    for n, name in enumerate(names):
        sex, _, rest = name.rpartition(":")
        words = tuple(rest.replace("-", " - ").split())
        honorific = {"m": "mr.", "f": "mrs."}.get(sex)
        found.append(
            PersonHit(n * 100, n * 100 + len(words), Span(n, n + 1), words, honorific=honorific, gender=sex or None)
        )
    return found


def joined(*names: str, context: Context | None = None) -> list[list[str]]:
    joiner = NameJoiner(Titles(shared_lexicon()), lambda words: words[0] in ("park", "deng"))
    people: list[Person] = joiner.join(hits(*names), context or Context())
    return [[" ".join(hit.words) for hit in person.hits] for person in people]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Ada Berg", "Berg"), [["Ada Berg", "Berg"]]),
        (("Berg", "Ada Berg"), [["Berg", "Ada Berg"]]),
        (("Ada B. Berg", "Ada Berg"), [["Ada B. Berg", "Ada Berg"]]),
        (("Ada Berg", "Ida Berg"), [["Ada Berg"], ["Ida Berg"]]),
        (("Omar al-Hadid", "Hadid"), [["Omar al - Hadid", "Hadid"]]),
        (("Lothar van Dam", "van Dam"), [["Lothar van Dam", "van Dam"]]),
        (("Park Min-ho", "Park"), [["Park Min - ho", "Park"]]),
        (("Tom Berg Jr.", "Berg"), [["Tom Berg Jr.", "Berg"]]),
        (("Luis Carlos Mora Vega", "Mora Vega"), [["Luis Carlos Mora Vega", "Mora Vega"]]),
        (("Haile Tesfaye", "Haile"), [["Haile Tesfaye", "Haile"]]),
        (("George H. W. Stone", "George W. Stone"), [["George H. W. Stone"], ["George W. Stone"]]),
        (("m:Paul Berg", "f:Ada Berg", "f:Berg"), [["Paul Berg"], ["Ada Berg", "Berg"]]),
        (("Ali bin Salman", "Salman"), [["Ali bin Salman"], ["Salman"]]),
        (("Omar bin Hadid", "Bin Hadid"), [["Omar bin Hadid", "Bin Hadid"]]),
    ],
)
def test_join_makes_one_person_of_names_that_agree(names: tuple[str, ...], expected: list[list[str]]) -> None:
    assert joined(*names) == expected


def test_join_keeps_apart_who_is_said_to_be_another() -> None:
    """ "Mr. Berg's father, Paul Berg": the bare name is somebody else, also elsewhere in the article."""
    assert joined("Berg", "m:Berg", "Paul Berg", context=Context(apart=((200, 100),))) == [
        ["Berg", "Berg"],
        ["Paul Berg"],
    ]


def test_join_of_a_surname_borne_by_two_takes_the_one_spoken_of() -> None:
    assert joined("Paul Berg", "Ada Berg", "Ada Berg", "Berg")[1] == ["Ada Berg", "Ada Berg", "Berg"]


@pytest.mark.parametrize(
    ("names", "context", "expected"),
    [
        # The office-holder's surname stays his, however late and often his wife is named in full.
        (
            ("Paul Berg", "Ada Berg", "Berg"),
            Context(offices={0: "president"}, kin={100: "wife"}),
            [["Paul Berg", "Berg"], ["Ada Berg"]],
        ),
        # "President Berg … Mr. Berg … his wife, Ada Berg … Berg": he is never named in full.
        (
            ("Berg", "m:Berg", "f:Ada Berg", "Berg", "f:Berg"),
            Context(offices={0: "president"}, kin={200: "wife"}),
            [["Berg", "Berg", "Berg"], ["Ada Berg", "Berg"]],
        ),
        # The known holder of the office is somebody else than the one named in full.
        (
            ("Berg", "Ada Berg", "Berg"),
            Context(offices={0: "president"}, holder=lambda surname, title: ("Paul Berg", "m")),
            [["Berg", "Berg"], ["Ada Berg"]],
        ),
        (
            ("Berg", "Paul Berg", "Berg"),
            Context(offices={0: "president"}, holder=lambda surname, title: ("Paul Berg", "m")),
            [["Berg", "Paul Berg", "Berg"]],
        ),
        # The father's old office does not make the son's bare name his.
        (
            ("Berg", "m:Berg", "m:Paul Berg", "m:Berg"),
            Context(offices={0: "president", 200: "president"}, kin={200: "father"}, apart=((200, 100),)),
            [["Berg", "Berg", "Berg"], ["Paul Berg"]],
        ),
        (
            ("Paul Berg", "Karl Berg", "Paul Berg", "Berg"),
            Context(offices={100: "mayor"}, kin={100: "brother"}),
            [["Paul Berg", "Paul Berg", "Berg"], ["Karl Berg"]],
        ),
        (
            ("Paul Berg", "Paul Berg Jr", "Berg"),
            Context(kin={100: "son"}, age={200: "younger"}),
            [["Paul Berg"], ["Paul Berg Jr", "Berg"]],
        ),
        (
            ("Paul Berg", "Karl Berg", "Berg"),
            Context(offices={0: "president"}, kin={100: "father"}, age={200: "elder"}),
            [["Paul Berg"], ["Karl Berg", "Berg"]],
        ),
    ],
)
def test_join_gives_the_surname_of_kin_to_whom_the_text_means(
    names: tuple[str, ...], context: Context, expected: list[list[str]]
) -> None:
    assert joined(*names, context=context) == expected
