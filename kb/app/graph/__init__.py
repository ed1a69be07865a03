"""Questions to the concept graph: related, path, graph, missing."""
