"""Commands for what comes from other programs, and goes to them."""
