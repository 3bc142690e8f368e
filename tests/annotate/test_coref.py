from __future__ import annotations

import pytest

from tests.annotate.layers import referents, resolved
from tests.builders import annotate

pytestmark = pytest.mark.model

SCENE = "Danish Prime Minister Lars Holm met Kenyan President Paul Otieno in Nairobi. "
LADIES = "Peru's foreign minister, Rosa Quispe, telephoned Chilean President Maria Mora. "


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (SCENE + "He smiled.", "He", ["Lars Holm"]),
        ("Lars Holm said that he would go.", "he", ["Lars Holm"]),
        ("Lars Holm told Rosa Quispe that she was right.", "she", ["Rosa Quispe"]),
        ("Rosa Quispe met Lars Holm. His speech was long.", "His", ["Lars Holm"]),
        ("Lars Holm telephoned Paul Otieno and thanked him.", "him", ["Paul Otieno"]),
        ("Lars Holm, who was tired, left.", "who", ["Lars Holm"]),
        ("Lars Holm left. “We agreed,” he said.", "he", ["Lars Holm"]),
        ("In his speech, Lars Holm thanked the envoys.", "his", ["Lars Holm"]),
        (SCENE + "They agreed on a plan.", "They", ["Lars Holm", "Paul Otieno"]),
        ("Lars Holm and Paul Otieno said they would sign.", "they", ["Lars Holm", "Paul Otieno"]),
        ("Peru said it would sign.", "it", ["Peru"]),
        ("Lima, which has pledged aid, was pleased.", "which", ["Peru"]),
    ],
)
def test_pronouns(text: str, words: str, expected: list[str]) -> None:
    assert referents(resolved(text), words) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (SCENE + "The prime minister smiled.", "The prime minister", ["Lars Holm"]),
        (SCENE + "The Kenyan leader smiled.", "The Kenyan leader", ["Paul Otieno"]),
        (SCENE + "The two leaders agreed.", "The two leaders", ["Lars Holm", "Paul Otieno"]),
        (SCENE + "Both men smiled.", "Both men", ["Lars Holm", "Paul Otieno"]),
        (LADIES + "The minister smiled.", "The minister", ["Rosa Quispe"]),
        (LADIES + "Her country is rich.", "Her country", ["Peru"]),
        ("Lars Holm and his Kenyan counterpart, Paul Otieno, met.", "his Kenyan counterpart", ["Paul Otieno"]),
        (SCENE + "Mr. Holm told his guest that it was late.", "his guest", ["Paul Otieno"]),
        ("The UN Security Council met. The council will vote.", "The council", ["United Nations Security Council"]),
        ("Senator Paul Hansen spoke. The senator was late.", "The senator", ["Paul Hansen"]),
    ],
)
def test_noun_phrases(text: str, words: str, expected: list[str]) -> None:
    assert referents(resolved(text), words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SCENE + "A spokesman smiled.", "A spokesman"),
        (SCENE + "A Danish minister smiled.", "A Danish minister"),
        (SCENE + "The pope smiled.", "The pope"),
        ("Lars Holm spoke. Protesters gathered. They threw stones.", "They"),
        ("Peru signed. It was raining.", "It"),
        ("The president of the club smiled. Lars Holm left.", "The president"),
    ],
)
def test_what_is_nobody_named_stays_open(text: str, words: str) -> None:
    assert referents(resolved(text), words) == []


def test_two_arguments_of_one_verb_are_two_persons() -> None:
    doc = resolved(SCENE + "Mr. Otieno thanked him.")
    assert referents(doc, "him") == ["Lars Holm"]


def test_a_group_has_one_mention_per_member() -> None:
    doc = resolved(SCENE + "The two leaders agreed.")
    group = [mention for mention in doc.mentions if mention.text == "The two leaders"]
    assert len(group) == 2
    assert len({mention.entity for mention in group}) == 2
    assert len({mention.span for mention in group}) == 1


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        # An age, the noun of a role, the nation.
        ("Lars Holm, 54, won. The 54-year-old smiled.", "The 54-year-old", ["Lars Holm"]),
        ("Lars Holm won. The 54-year-old smiled.", "The 54-year-old", ["Lars Holm"]),
        ("Lars Holm, 61, won. The 54-year-old smiled.", "The 54-year-old", []),
        (SCENE + "The 54-year-old smiled.", "The 54-year-old", []),
        ("Lars Holm, a Nobel laureate, spoke. The laureate smiled.", "The laureate", ["Lars Holm"]),
        (SCENE + "The Kenyan smiled.", "The Kenyan", ["Paul Otieno"]),
        # An office with its complement.
        (SCENE + "The president of Kenya smiled.", "The president of Kenya", ["Paul Otieno"]),
        (SCENE + "The suspended president of Kenya smiled.", "The suspended president of Kenya", ["Paul Otieno"]),
        (SCENE + "The president of Peru smiled.", "The president of Peru", []),
        (SCENE + "The presidents of Peru and Chile smiled.", "The presidents of Peru", []),
        (SCENE + "The head of state smiled.", "The head of state", ["Paul Otieno"]),
        (SCENE + "The head of government smiled.", "The head of government", ["Lars Holm"]),
        ("UN Secretary-General Karl Berg left. The secretary-general smiled.", "The secretary-general", ["Karl Berg"]),
        ("Lars Holm will not be the president of Kenya.", "the president of Kenya", []),
    ],
)
def test_descriptions(text: str, words: str, expected: list[str]) -> None:
    assert referents(resolved(text), words) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Lars Holm asked Paul Otieno to leave his house.", "his", ["Paul Otieno"]),
        ("Lars Holm promised Paul Otieno to keep his word.", "his", ["Lars Holm"]),
        ("Lars Holm asked Paul Otieno to help him.", "him", ["Lars Holm"]),
        ("Before he left, Lars Holm signed the law.", "he", ["Lars Holm"]),
        ("Rosa Quispe blamed herself.", "herself", ["Rosa Quispe"]),
        ("Mr. Holm wrote to Ms. Quispe. She did not reply.", "She", ["Quispe"]),
    ],
)
def test_pronouns_heed_the_syntax(text: str, words: str, expected: list[str]) -> None:
    assert referents(resolved(text), words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“He is a liar,” Lars Holm said of Paul Otieno.", ["Paul Otieno"]),
        ("“He is a liar,” Lars Holm said.", []),
    ],
)
def test_a_speaker_does_not_call_himself_he(text: str, expected: list[str]) -> None:
    assert referents(annotate(text), "He") == expected


def test_references_are_the_same_on_every_run() -> None:
    assert resolved(SCENE + "He smiled.") == resolved(SCENE + "He smiled.")


def test_a_president_named_without_title_is_still_the_president() -> None:
    doc = resolved("Mr. Obama landed in Oslo. The president smiled.", date="2010-05-12")
    assert referents(doc, "The president") == ["Obama"]


SUMMIT = (
    "Danish Prime Minister Lars Holm and Kenyan President Paul Otieno ended their talks on Monday. "
    "Holm praised Otieno. Otieno praised Holm. "
    "Danish Foreign Minister Ida Berg and Kenyan Foreign Minister John Mwangi signed a pact. "
)
COUPLES = "President Paul Otieno met Prime Minister Lars Holm. Grace Otieno and Karin Holm, their wives, saw a school. "


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        # The counterparts of the article, not those named last.
        (SUMMIT + "The two leaders had met before.", "The two leaders", ["Lars Holm", "Paul Otieno"]),
        (SUMMIT + "The leaders had met before.", "The leaders", ["Lars Holm", "Paul Otieno"]),
        (SUMMIT + "The two ministers smiled.", "The two ministers", ["Ida Berg", "John Mwangi"]),
        (SUMMIT + "Both sides were pleased.", "Both sides", ["Denmark", "Kenya"]),
        (SUMMIT + "The two governments agreed.", "The two governments", ["Denmark", "Kenya"]),
        ("Peru and Chile quarrel. Both countries claim the sea.", "Both countries", ["Peru", "Chile"]),
        (
            COUPLES + "A dinner was held for both couples.",
            "both couples",
            ["Paul Otieno", "Lars Holm", "Grace Otieno", "Karin Holm"],
        ),
        (COUPLES + "The Otienos flew home.", "The Otienos", ["Paul Otieno", "Grace Otieno"]),
        (
            "South Korean President Choi Min-ho met Choi Chol-su, the North Korean leader. The two Chois shook hands.",
            "The two Chois",
            ["Choi Min-ho", "Choi Chol-su"],
        ),
        (
            "Ida Berg, president of the Green League, spoke to President Paul Otieno of Kenya. "
            "No word came from the president.",
            "the president",
            ["Paul Otieno"],
        ),
        ("Kenya's president, Paul Otieno, left. Kenya's president was tired.", "Kenya's president", ["Paul Otieno"]),
    ],
)
def test_groups_and_offices(text: str, words: str, expected: list[str]) -> None:
    assert referents(resolved(text), words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SUMMIT + "The three leaders had met before.", "The three leaders"),
        ("Peru urged people on both sides to vote.", "both sides"),
        ("Peru, Chile, Kenya and Denmark signed. Both sides smiled.", "Both sides"),
        (SCENE + "Otieno thanked the envoys for their work.", "their"),
        (SCENE + "The couple danced.", "The couple"),
        (SCENE + "Leaders of the league met.", "Leaders"),
    ],
)
def test_groups_whose_count_is_not_met_stay_open(text: str, words: str) -> None:
    assert referents(resolved(text), words) == []
