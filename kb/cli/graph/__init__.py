"""kb related, path, graph and missing."""
