"""Markdown drawn on the terminal."""
