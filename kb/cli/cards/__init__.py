"""kb cards, inbox, suspend, unsuspend, bury and reset."""
