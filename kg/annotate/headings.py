"""Which sentences are headings and not prose, so that their capitals tell nothing of names."""

from __future__ import annotations

from kg.model.document import Document


def heading_sentences(doc: Document) -> frozenset[int]:
    """Sentences that are headings: nearly all words in capitals, and no full stop at the end."""
    found = []
    plain = False
    for sentence in doc.sentences:
        words = [
            token
            for token in doc.tokens[sentence.first : sentence.last]
            if token.text[0].isalpha() and len(token.text) > 3
        ]
        capitals = sum(token.text[0].isupper() for token in words)
        ended = doc.tokens[sentence.last - 1].text in (".", '"', "”", "?", ":", "’")
        opening = sentence.index == 0 and doc.paragraphs[0].last == 1
        spoken = any(
            token.pos in ("VERB", "AUX") and token.text.islower()
            for token in doc.tokens[sentence.first : sentence.last]
        )
        if len(words) > 4 and not spoken and (opening or not ended) and capitals >= 0.85 * len(words):
            found.append(sentence.index)
        elif len(words) > 4:
            plain = True
    # A text that is all in capitals is no heading of anything.
    return frozenset(found) if plain else frozenset()
