"""Markdown of notes and cards as HTML that is safe to show."""
