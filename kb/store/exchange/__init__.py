"""Tables and queries of what comes from other programs, and goes to them."""
