"""The triples and graphs that the tests of stores write, and how they ask for them."""

G1, G2, G3 = (f"http://example.org/g{i}" for i in (1, 2, 3))
A = "<http://example.org/a> <http://example.org/p> <http://example.org/b> ."
B = '<http://example.org/a> <http://example.org/p> "b"@en .'
C = "<http://example.org/c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/C> ."
ODD = '<http://e.org/a> <http://e.org/p> "\\\\u0022 . } ; DROP ALL # \\" \\u0001 \u2028 \x85 \\r\\n \U0001f600" .'
VALUES = [
    f"<http://example.org/a> <http://example.org/p> {value} ."
    for value in (
        '"0.90"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"2007-02-22T10:00:00.000Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>',
        '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>',
        '"2007-02"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
        '"colour"@en-GB',
    )
]
BLANK = ["_:x <http://example.org/p> _:y .", "_:y <http://example.org/p> _:x ."]


def ask(view, text):
    return bool(view.query(f"ASK {{ {text} }}"))
