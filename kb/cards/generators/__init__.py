"""Rules that draw cards from a note's structure, each a small pure function."""
