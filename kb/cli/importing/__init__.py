"""kb import, kb folders, and the watch."""
