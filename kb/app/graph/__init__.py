"""Use cases of the concept graph: related, path, graph, missing."""
