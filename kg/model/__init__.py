"""The types that the stages hand to each other. Standard library only; nothing here reads or writes."""
