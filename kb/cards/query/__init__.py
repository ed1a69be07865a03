"""The query language for cards."""
