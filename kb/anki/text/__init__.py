"""The texts of cards: kb's Markdown as the HTML of Anki's fields, and back."""
