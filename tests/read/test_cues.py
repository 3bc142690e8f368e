import pytest

from kg.model.document import Span
from kg.read.cues import Cue, load_cues
from kg.read.lines import Unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The two ministers met in Lima on Tuesday.", Cue.PROSE),
        ("“Never,” he said.", Cue.PROSE),
        ("He named three conditions:", Cue.PROSE),
        ("Ukraine wants to become a member of the alliance.", Cue.PROSE),
        ("The plane entered their airspace without permission, the ministry said.", Cue.PROSE),
        ("European governments share this view, diplomats said.", Cue.PROSE),
        ("Share prices fell by three percent after the talks.", Cue.PROSE),
        ("“Sign up to the treaty and you will see,” the minister told his guest.", Cue.PROSE),
        ("Written by two lawyers, the report says that the ministry knew of the plan for years.", Cue.PROSE),
        ("By the end of the day, the two ministers had signed the accord.", Cue.PROSE),
        ("Chilly Ties", Cue.TITLE),
        ("End To Trade Dispute?", Cue.TITLE),
        ("'Nobody asked us'", Cue.TITLE),
        ("Soto says no to early elections", Cue.TITLE),
        ("RELATED ARTICLES", Cue.SECTION),
        ("More on this story", Cue.SECTION),
        ("Comments (212)", Cue.COMMENTS),
        ("Share this article", Cue.SHARE),
        ("Read more: Soto says no to early elections", Cue.TEASER),
        ("To find out more, click here.", Cue.ACTION),
        ("We use cookies to improve your visit.", Cue.ACTION),
        ("Follow Ana Rojas on Twitter.", Cue.ACTION),
        ("HOME | WORLD | BUSINESS", Cue.MENU),
        ("Migration · Peru · Chile", Cue.MENU),
        ("Soto says no »", Cue.MENU),
        ("Horn of Africa › Diplomacy", Cue.MENU),
        ("Print | E-mail this story", Cue.SHARE),
        ("Text size: A A A", Cue.SHARE),
        ("MORE PERU", Cue.SECTION),
        ("More talks in Lima", Cue.TITLE),
        ("Back to Peru page", Cue.SECTION),
        ("LIMA, Peru, May 11 (Harbour Wire) -", Cue.PROSE),
        ("by our correspondent in Lima", Cue.BYLINE),
        ("From our reporter at the Council of Ministers", Cue.BYLINE),
        ("By a staff reporter", Cue.BYLINE),
        ("From a reporter's notebook", Cue.TITLE),
        ("By MARIA DELGADO", Cue.BYLINE),
        ("Guy Hale, Lima correspondent", Cue.BYLINE),
        ("Published: November 28, 2007", Cue.DATE),
        ("LIMA | Fri Apr 3, 2009 1:12am EDT", Cue.DATE),
        ("LIMA, 18. MAR, 21:37", Cue.DATE),
        ("(Reporting by Maria Delgado; Editing by Tom Hale)", Cue.CREDIT),
        ("(compiled from agency reports)", Cue.CREDIT),
        ("Ana Rojas and Pablo Soto after the talks (Photo: Council press office)", Cue.CAPTION),
        ("Rojas speaks in Lima. Image copyright Getty Images", Cue.CAPTION),
        ("© 2010 Harbour Wire. All rights reserved.", Cue.LEGAL),
        ("https://harbour.example/2010/05/fishing.html", Cue.ADDRESS),
        ("Source: https://harbour.example/2010", Cue.ADDRESS),
    ],
)
def test_cues_tell_what_a_line_is(text, expected):
    assert load_cues().of(Unit(Span(0, len(text)), text, 0)) is expected
