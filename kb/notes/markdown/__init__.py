"""Markdown: text to blocks, blocks to lines, and what appears inside a line."""
