"""Note files on disk: which there are, and their text."""
