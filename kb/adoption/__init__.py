"""What other programs know of cards: read from their notes, files and databases."""
