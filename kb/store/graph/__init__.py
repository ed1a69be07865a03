"""Queries about links."""
