"""Markdown: text to blocks, blocks to lines, and what stands inside a line."""
