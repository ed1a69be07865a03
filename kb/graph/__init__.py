"""The concept graph, without I/O: resolve links, rank related concepts, find paths, export."""
