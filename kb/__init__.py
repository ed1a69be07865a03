"""A spaced-repetition knowledge base over plain Markdown notes."""

__version__ = "0.1.0"
