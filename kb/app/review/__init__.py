"""Reviewing: sessions, answers, undo, the forecast and the statistics."""
