"""Names with a description: bullets, numbered lists and tables."""
