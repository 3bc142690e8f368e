import pytest

from kg.read.language import language_of

ENGLISH = (
    "The ministers said that they would meet again in May, and that the accord was to be signed by both of them there."
)
GERMAN = (
    "Die Minister sagten, dass sie sich im Mai wieder treffen "
    "und das Abkommen mit den Vertretern der Länder auch unterzeichnen."
)
FRENCH = (
    "Les ministres ont dit que la réunion des deux pays est prévue pour le mois de mai "
    "et que le texte sera signé dans la ville."
)


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        (ENGLISH, None, "en"),
        (ENGLISH, "de-DE", "en"),
        (GERMAN, "en-US", "de"),
        (FRENCH, None, "fr"),
        ("Встреча министров прошла в Москве во вторник вечером.", None, "ru"),
        ("Міністри зустрілися в Києві і підписали її угоду цієї ночі.", None, "uk"),
        ("両国の外相は火曜日に東京で会談し、合意に達したと発表した。", None, "ja"),
        ("ᚠᚢᚦᚨᚱᚲ" * 8, None, None),
        ("Talks fail.", None, "en"),
        ("Talks fail.", "fr", "fr"),
        ("", None, "en"),
    ],
)
def test_language_of_texts(text, stated, expected):
    assert language_of(text, stated=stated) == expected
