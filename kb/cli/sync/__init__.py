"""kb sync."""
