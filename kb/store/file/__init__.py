"""The database file: opening, upgrading, copying and restoring it."""
