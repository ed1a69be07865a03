"""Notes that lost their mark-up, rebuilt into Markdown."""
