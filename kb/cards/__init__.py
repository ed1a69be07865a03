"""Note values become Card values: card syntax, generators, identity across edits."""
