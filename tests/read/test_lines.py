from kg.read.lines import split_units


def test_split_units_gives_lines_with_their_places():
    text = "One two.\r\n\r\n  Three.\r\nFour."
    units = split_units(text)
    assert [unit.text for unit in units] == ["One two.", "Three.", "Four."]
    assert [text[unit.span.start : unit.span.end] for unit in units] == [unit.text for unit in units]
    assert [unit.block for unit in units] == [0, 1, 1]


def test_split_units_joins_wrapped_lines():
    text = (
        "The foreign ministers of Peru and Chile met in Lima on Tuesday to settle a\n"
        "dispute over fishing that has lasted for thirty years, and they said after\n"
        "the talks that an accord would be signed.\n\nA second paragraph."
    )
    assert len(split_units(text)) == 2


def test_split_units_keeps_a_list_of_headlines_apart():
    text = "Related stories\nSoto says no to early elections up north\nShip aground\nRain ends drought"
    assert len(split_units(text)) == 4


def test_split_units_of_nothing_is_empty():
    assert split_units(" \n \n") == []
