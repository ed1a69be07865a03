"""Queries about notes, folders, files, tags and problems."""
