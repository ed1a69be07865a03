"""Queries about cards."""
