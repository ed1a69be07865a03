"""Reviewing: answers and their undo, the queue of the day, and why a card comes."""
