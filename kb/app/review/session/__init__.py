"""A session of reviews: its keys, its undo, and what a screen shows of it, turn by turn."""
