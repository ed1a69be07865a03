"""The commands that other programs start: editors, and assistants."""
