"""The only owner of SQL."""
