"""Listing cards, and deciding on those in the inbox."""
