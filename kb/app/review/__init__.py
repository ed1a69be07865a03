"""Reviewing: the queue of the day, answers, undo, statistics."""
