"""kb review, grade, undo, due and stats."""
