"""Path → Article: what the text is, and which part of it is the article."""
