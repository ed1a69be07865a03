"""Checking, repairing and backing up the store."""
