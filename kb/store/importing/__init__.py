"""Staging what was read, and merging it into the store."""
