import codecs

import pytest

from kg.errors import ReadError
from kg.read.decode import MAX_BYTES, decode_text

RUSSIAN = (
    "Министры иностранных дел двух стран встретились во вторник в столице и обсудили вопросы рыболовства. "
    "После переговоров они сообщили журналистам, что соглашение будет подписано в июне этого года."
)
TEXT = "The minister said: “Too naïve.”\r\nHe left.\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT.encode("utf-8"), TEXT),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), TEXT),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), TEXT),
        (TEXT.encode("utf-16-le"), TEXT),
        (TEXT.encode("utf-16-be"), TEXT),
        (TEXT.encode("cp1252"), TEXT),
        (b'<meta charset="iso-8859-2"><p>Wa\xb3\xeasa</p>', '<meta charset="iso-8859-2"><p>Wałęsa</p>'),
        (
            b'<?xml version="1.0" encoding="ISO-8859-1"?><p>na\xefve</p>',
            '<?xml version="1.0" encoding="ISO-8859-1"?><p>naïve</p>',
        ),
        (b'<meta charset="no-such-name"><p>na\xefve</p>', '<meta charset="no-such-name"><p>naïve</p>'),
        (RUSSIAN.encode("cp1251"), RUSSIAN),
    ],
)
def test_decode_text_gives_the_text_unchanged(content, expected):
    assert decode_text(content, "a.txt") == expected


def test_decode_text_replaces_lone_surrogates_one_by_one():
    assert "\ud800" not in decode_text("Talks began. \ud800 They ended.".encode("utf-8", "surrogatepass"), "a.txt")
    wide = codecs.BOM_UTF16_LE + "a \ud800 b".encode("utf-16-le", "surrogatepass")
    assert decode_text(wide, "a.txt") == "a \ufffd b"


def test_decode_text_keeps_utf8_with_a_broken_end():
    assert decode_text("Café talks – a déjà vu.".encode()[:-1] + b"\xe2", "a.txt").startswith("Café talks – a déjà vu")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (codecs.BOM_UTF8 + b"\n", "white space"),
        (b"%PDF-1.7 text", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n", "PNG"),
        (b"Talks\x00 began in Lima and went on.", "NUL"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x01\x02\x03\x04\x05 text", "binary"),
    ],
)
def test_decode_text_refuses_what_is_no_text(content, message):
    with pytest.raises(ReadError, match=rf"^x\.bin: .*{message}"):
        decode_text(content, "x.bin")


def test_decode_text_refuses_what_is_too_large():
    with pytest.raises(ReadError, match=r"^big\.txt: is 20\.0 MB, limit 20 MB: split it$"):
        decode_text(b"a" * (MAX_BYTES + 1), "big.txt")
