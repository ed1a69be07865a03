"""What answers say of a memory: how much was recalled, and how well that was foretold."""
