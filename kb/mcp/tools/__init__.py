"""The tools: each module adds one, or two that belong together, to the server."""
