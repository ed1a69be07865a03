"""What a note may hold to take a terminal over."""

HOSTILE = "a\x1b[31mb\x1b]0;title\x07c\x9b2Jd\u202ee\x07f\rg\x1b(Bh\x00i"
"""Reads ``abc2Jdefghi`` where it is shown."""
