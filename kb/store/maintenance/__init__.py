"""Checks of the database, and repairs."""
