"""The full-text indexes."""
