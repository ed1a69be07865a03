"""Markdown rendered on the terminal."""
