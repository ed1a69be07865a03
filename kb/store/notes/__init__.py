"""Queries about notes, folders, tags and problems."""
