"""Notes while they are written: what an editor asks of them, before anything is imported."""
